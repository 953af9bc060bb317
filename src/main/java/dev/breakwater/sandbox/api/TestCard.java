package dev.breakwater.sandbox.api;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stripe's published test cards, by payment method name and by number. Source: docs.stripe.com/testing. */
enum TestCard {
    VISA("pm_card_visa", "4242424242424242", null, null),
    VISA_DEBIT("pm_card_visa_debit", "4000056655665556", null, null),
    MASTERCARD("pm_card_mastercard", "5555555555554444", null, null),
    AMEX("pm_card_amex", "378282246310005", null, null),
    DECLINED("pm_card_visa_chargeDeclined", "4000000000000002", "card_declined", "generic_decline"),
    INSUFFICIENT_FUNDS(
            "pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995", "card_declined", "insufficient_funds"),
    LOST("pm_card_visa_chargeDeclinedLostCard", "4000000000009987", "card_declined", "lost_card"),
    STOLEN("pm_card_visa_chargeDeclinedStolenCard", "4000000000009979", "card_declined", "stolen_card"),
    VELOCITY(
            "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
            "4000000000006975",
            "card_declined",
            "card_velocity_exceeded"),
    EXPIRED("pm_card_chargeDeclinedExpiredCard", "4000000000000069", "expired_card", null),
    INCORRECT_CVC("pm_card_chargeDeclinedIncorrectCvc", "4000000000000127", "incorrect_cvc", null),
    PROCESSING_ERROR("pm_card_chargeDeclinedProcessingError", "4000000000000119", "processing_error", null);

    private final String paymentMethod;
    private final String number;
    private final @Nullable String code;
    private final @Nullable String declineCode;

    TestCard(String paymentMethod, String number, @Nullable String code, @Nullable String declineCode) {
        this.paymentMethod = paymentMethod;
        this.number = number;
        this.code = code;
        this.declineCode = declineCode;
    }

    /** The card of that name; {@code pm_card_chargeDeclined} and {@code pm_card_visa_chargeDeclined} are the same. */
    static Optional<TestCard> named(String paymentMethod) {
        String plain = plain(paymentMethod);
        return Arrays.stream(values())
                .filter(card -> plain(card.paymentMethod).equals(plain))
                .findFirst();
    }

    static Optional<TestCard> numbered(String number) {
        String digits = number.replace(" ", "");
        return Arrays.stream(values())
                .filter(card -> card.number.equals(digits))
                .findFirst();
    }

    String paymentMethod() {
        return paymentMethod;
    }

    boolean declines() {
        return code != null;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String declineCode() {
        return declineCode;
    }

    String message() {
        return switch (this) {
            case INSUFFICIENT_FUNDS -> "Your card has insufficient funds.";
            case EXPIRED -> "Your card has expired.";
            case INCORRECT_CVC -> "Your card's security code is incorrect.";
            case PROCESSING_ERROR -> "An error occurred while processing your card. Try again in a little bit.";
            default -> "Your card was declined.";
        };
    }

    private static String plain(String paymentMethod) {
        return paymentMethod.replace("pm_card_visa_charge", "pm_card_charge");
    }
}
