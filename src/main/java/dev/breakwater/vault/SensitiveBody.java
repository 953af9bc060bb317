package dev.breakwater.vault;

import dev.breakwater.exchange.CardData;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks through a request's body, once, for what must not be stored. It does not parse: a field is a word right before
 * {@code =} or {@code ]=} in a form, or a quoted word before {@code :} in JSON, however deeply it is nested and however
 * broken the rest is. A card number is 13 to 19 digits, spaces and hyphens between them or not, whose check digit is
 * right (Luhn, ISO/IEC 7812-1), in front of and behind which no digit stands.
 *
 * <p>When in doubt it finds something: the write is then refused instead of queued, which loses nothing.
 *
 * <p>Threading: stateless.
 */
public final class SensitiveBody {

    private static final int NAME_MAX = 64; // characters; longer words are no field that we know

    private static final byte OTHER = 0;
    private static final byte OF_NAME = 1;
    private static final byte DIGIT = 2; // of a name, too
    private static final byte[] KINDS = kinds();

    private SensitiveBody() {}

    /** What is in {@code body}. */
    public static Sensitive look(byte[] body) {
        byte[] text = decoded(body);
        int digits = 0;
        for (int at = 0; at < text.length; at++) {
            int start = at;
            for (; at < text.length && kind(text, at) != OTHER; at++) {
                digits += kind(text, at) == DIGIT ? 1 : 0;
            }
            if (at > start && at - start <= NAME_MAX && isFieldBefore(text, at) && isAuthentication(text, start, at)) {
                return Sensitive.AUTHENTICATION_DATA;
            }
        }
        return digits >= CardData.DIGITS_MIN && holdsCardNumber(text) ? Sensitive.CARD_NUMBER : Sensitive.NONE;
    }

    private static byte kind(byte[] text, int at) {
        return KINDS[text[at] & 0xff];
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        Arrays.fill(kinds, 'a', 'z' + 1, OF_NAME);
        Arrays.fill(kinds, 'A', 'Z' + 1, OF_NAME);
        Arrays.fill(kinds, '0', '9' + 1, DIGIT);
        kinds['_'] = OF_NAME;
        kinds['-'] = OF_NAME;
        return kinds;
    }

    /** Percent signs and plus signs of a form undone, and JSON's unicode escapes; what is none stays as it is. */
    private static byte[] decoded(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != '%' && text[end] != '+' && text[end] != '\\') {
            end++;
        }
        if (end == text.length) {
            return text;
        }
        byte[] out = text.clone();
        for (int i = end; i < text.length; i++) {
            byte c = text[i];
            int hex = c == '%' ? hex(text, i + 1, 2) : c == '\\' && next(text, i) == 'u' ? hex(text, i + 2, 4) : -1;
            if (hex >= 0) {
                out[end++] = (byte) Math.min(hex, 0xff); // what is above is no field's, as 0xff is none
                i += c == '%' ? 2 : 5;
            } else {
                out[end++] = c == '+' ? (byte) ' ' : c;
            }
        }
        return Arrays.copyOf(out, end);
    }

    private static byte next(byte[] text, int at) {
        return at + 1 < text.length ? text[at + 1] : 0;
    }

    private static int hex(byte[] text, int from, int digits) {
        if (from + digits > text.length) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text[i] & 0xff, 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    /** Whether what stands at {@code at} makes a field's name of the word before it. */
    private static boolean isFieldBefore(byte[] text, int at) {
        int i = at;
        while (i < text.length && " \t\r\n\"'\\]".indexOf(text[i]) >= 0) {
            if (i - at > NAME_MAX) {
                return false;
            }
            i++;
        }
        return i < text.length && (text[i] == '=' || text[i] == ':' || text[i] == '[' || text[i] == '>');
    }

    private static boolean isAuthentication(byte[] text, int from, int to) {
        return CardData.isAuthenticationField(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean holdsCardNumber(byte[] text) {
        int[] digits = new int[CardData.DIGITS_MAX + 1];
        int count = 0;
        boolean separated = false;
        for (int i = 0; i <= text.length; i++) {
            byte c = i < text.length ? text[i] : 0;
            if (c >= '0' && c <= '9') {
                if (count <= CardData.DIGITS_MAX) {
                    digits[Math.min(count, CardData.DIGITS_MAX)] = c - '0';
                }
                count++;
                separated = false;
            } else if ((c == ' ' || c == '-') && count > 0 && !separated) {
                separated = true;
            } else {
                if (CardData.isCardNumber(digits, 0, count)) {
                    return true;
                }
                count = 0;
                separated = false;
            }
        }
        return false;
    }
}
