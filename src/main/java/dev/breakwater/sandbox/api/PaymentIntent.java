package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One payment, as its JSON. Immutable: each move returns the payment as it is then, or refuses with what Stripe says to
 * a move that the state does not allow.
 */
record PaymentIntent(JsonObject json) {

    static PaymentIntent create(String id, Instant now, Form form) {
        form.required("amount");
        return new PaymentIntent(new JsonObject()
                .put("id", id)
                .put("object", "payment_intent")
                .put("amount", form.amount("amount").orElseThrow())
                .put("amount_capturable", 0)
                .put("amount_received", 0)
                .putNull("canceled_at")
                .putNull("cancellation_reason")
                .put(
                        "capture_method",
                        form.choice(
                                "capture_method",
                                form.text("capture_method").orElse("automatic"),
                                "automatic",
                                "automatic_async",
                                "manual"))
                .put("client_secret", id + "_secret_sandbox")
                .put("confirmation_method", "automatic")
                .put("created", now.getEpochSecond())
                .put("currency", currency(form))
                .put("customer", form.text("customer").orElse(null))
                .put("description", form.text("description").orElse(null))
                .putNull("last_payment_error")
                .putNull("latest_charge")
                .put("livemode", false)
                .put("metadata", form.nested("metadata"))
                .putNull("next_action")
                .putNull("payment_method")
                .put("payment_method_types", new JsonArray().add("card"))
                .putNull("processing")
                .put("receipt_email", form.text("receipt_email").orElse(null))
                .put("statement_descriptor", form.text("statement_descriptor").orElse(null))
                .put("status", "requires_payment_method"));
    }

    private static String currency(Form form) {
        String currency = form.required("currency").toLowerCase(Locale.ROOT);
        if (!currency.matches("[a-z]{3}")) {
            throw StripeError.invalid("Invalid currency: " + currency, null, "currency");
        }
        return currency;
    }

    PaymentIntent paidWith(TestCard card) {
        return moved("requires_confirmation").put("payment_method", card.paymentMethod());
    }

    PaymentIntent confirmed() {
        if (status().equals("requires_payment_method")) {
            throw unexpected("You cannot confirm this PaymentIntent because it's missing a payment method. "
                    + "Provide one with payment_method or payment_method_data.");
        }
        if (!status().equals("requires_confirmation")) {
            throw unexpected("This PaymentIntent's payment_method could not be confirmed because it has a status of "
                    + status() + ".");
        }
        if (json.getString("capture_method").equals("manual")) {
            return moved("requires_capture").put("amount_capturable", amount()).put("latest_charge", charge());
        }
        return moved("succeeded").put("amount_received", amount()).put("latest_charge", charge());
    }

    /** The card said no: the payment waits for another payment method. */
    PaymentIntent declined(JsonObject error) {
        return moved("requires_payment_method")
                .put("last_payment_error", error)
                .put("latest_charge", charge())
                .put("payment_method", null);
    }

    PaymentIntent captured(long toCapture) {
        if (!status().equals("requires_capture")) {
            throw unexpected("This PaymentIntent could not be captured because it has a status of " + status()
                    + ". Only a PaymentIntent with one of the following statuses may be captured: requires_capture.");
        }
        if (toCapture > json.getLong("amount_capturable")) {
            throw StripeError.invalid(
                    "The amount to capture is greater than the amount that can be captured.",
                    "amount_too_large",
                    "amount_to_capture");
        }
        return moved("succeeded").put("amount_capturable", 0).put("amount_received", toCapture);
    }

    PaymentIntent canceled(Instant now, Form form) {
        if (!status().startsWith("requires_")) {
            throw unexpected("You cannot cancel this PaymentIntent because it has a status of " + status() + ".");
        }
        String reason = form.text("cancellation_reason")
                .map(text -> form.choice(
                        "cancellation_reason", text, "duplicate", "fraudulent", "requested_by_customer", "abandoned"))
                .orElse(null);
        return moved("canceled")
                .put("amount_capturable", 0)
                .put("canceled_at", now.getEpochSecond())
                .put("cancellation_reason", reason);
    }

    String id() {
        return json.getString("id");
    }

    String status() {
        return json.getString("status");
    }

    long amount() {
        return json.getLong("amount");
    }

    long received() {
        return json.getLong("amount_received");
    }

    String charge() {
        return "ch" + id().substring("pi".length());
    }

    private PaymentIntent moved(String status) {
        return new PaymentIntent(json.copy().put("status", status).putNull("last_payment_error"));
    }

    private PaymentIntent put(String name, @Nullable Object value) {
        json.put(name, value);
        return this;
    }

    private ApiError unexpected(String message) {
        return StripeError.unexpectedState(json, message);
    }
}
