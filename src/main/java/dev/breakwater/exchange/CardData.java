package dev.breakwater.exchange;

import java.util.Locale;
import java.util.Set;

/**
 * What counts as card data: the names of fields with sensitive authentication data, and numbers that can be a card's.
 *
 * <p>Threading: stateless.
 */
public final class CardData {

    /** Digits of the shortest card number. */
    public static final int DIGITS_MIN = 13;

    /** Digits of the longest card number. */
    public static final int DIGITS_MAX = 19;

    private static final int AIRLINE_DIGITS = 15;

    /** Without {@code -} and {@code _}, in lower case. */
    private static final Set<String> AUTHENTICATION_FIELDS = Set.of(
            "cvc",
            "cvc2",
            "cvv",
            "cvv2",
            "cid",
            "csc",
            "cvn",
            "cvccode",
            "cvvcode",
            "cardcvc",
            "cardcvv",
            "cardcode",
            "securitycode",
            "cardsecuritycode",
            "cardverificationvalue",
            "verificationvalue",
            "encryptedsecuritycode",
            "pin",
            "pinblock",
            "encryptedpin",
            "track",
            "track1",
            "track2",
            "track1data",
            "track2data",
            "trackdata",
            "magstripe",
            "magstripedata",
            "otp",
            "onetimepassword");

    private CardData() {}

    /**
     * Whether a field of this name holds a verification code, a PIN or a track; case, hyphens and underscores aside.
     */
    public static boolean isAuthenticationField(String name) {
        return AUTHENTICATION_FIELDS.contains(plain(name));
    }

    /** A field's name in lower case, without hyphens and underscores. */
    public static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /**
     * Whether {@code count} digits from {@code from} on can be a card number: 13 to 19 of them, the first one an
     * issuer's, the check digit right (Luhn, ISO/IEC 7812-1).
     *
     * @param digits values from 0 to 9; those past {@code from + count} do not matter
     */
    public static boolean isCardNumber(int[] digits, int from, int count) {
        if (count < DIGITS_MIN || count > DIGITS_MAX || !isIssuer(digits[from], count)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[from + count - 1 - i];
            int weighed = i % 2 == 0 ? digit : digit * 2;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }

    /**
     * ISO/IEC 7812: 0 and 7 issue no payment cards, and 1 airlines' of 15 digits; times in milliseconds begin with 1.
     */
    private static boolean isIssuer(int first, int count) {
        return first == 1 ? count == AIRLINE_DIGITS : first != 0 && first != 7;
    }
}
