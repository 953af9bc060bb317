package dev.breakwater.sandbox.api;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The endpoints under {@code /v1/refunds}, and how much of each payment has gone back. */
final class Refunds {

    private final Shelf shelf = new Shelf("refund", "/v1/refunds");
    private final Map<String, Long> refundedByIntent = new HashMap<>();
    private final Shelf intents;
    private final Ids ids;
    private final Ticker ticker;

    Refunds(Shelf intents, Ids ids, Ticker ticker) {
        this.intents = intents;
        this.ids = ids;
        this.ticker = ticker;
    }

    Done create(Call call, Map<String, String> path) {
        Form form = call.form();
        PaymentIntent intent = intent(form);
        long left = intent.received() - refunded(intent.id());
        if (intent.received() == 0) {
            throw StripeError.unexpectedState(
                    intent.json(),
                    "This PaymentIntent (" + intent.id() + ") does not have a successful charge to refund.");
        }
        if (left == 0) {
            throw StripeError.invalid(
                    "Charge " + intent.charge() + " has already been refunded.", "charge_already_refunded", null);
        }
        long amount = form.amount("amount").orElse(left);
        if (amount > left) {
            throw StripeError.invalid(
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")",
                    null,
                    "amount");
        }
        JsonObject refund = refund(intent, amount, form);
        restore(refund);
        return Done.changed(refund, Effect.of("refund.created", amount, refund));
    }

    Done retrieve(Call call, Map<String, String> path) {
        return Done.unchanged(shelf.get(path.getOrDefault("id", ""), "id"));
    }

    Done list(Call call, Map<String, String> path) {
        Form form = call.form();
        Optional<String> intent = form.text("payment_intent");
        Optional<String> charge = form.text("charge");
        return Done.unchanged(shelf.page(
                form,
                refund -> intent.map(refund.getString("payment_intent")::equals).orElse(true)
                        && charge.map(refund.getString("charge")::equals).orElse(true)
                        && form.isMetadataOf(refund)));
    }

    /** Takes a refund as made, whether just now or before a restart. */
    void restore(JsonObject refund) {
        shelf.put(refund);
        refundedByIntent.merge(refund.getString("payment_intent"), refund.getLong("amount"), Long::sum);
    }

    long refunded(String intentId) {
        return refundedByIntent.getOrDefault(intentId, 0L);
    }

    void clear() {
        shelf.clear();
        refundedByIntent.clear();
    }

    private PaymentIntent intent(Form form) {
        Optional<String> charge = form.text("charge");
        if (charge.isPresent()) {
            return new PaymentIntent(intents.get(charge.get().replaceFirst("^ch_", "pi_"), "charge"));
        }
        return new PaymentIntent(intents.get(
                form.text("payment_intent")
                        .orElseThrow(() -> StripeError.invalid(
                                "One of the following params should be provided for this request: payment_intent or charge.",
                                "parameter_missing",
                                "payment_intent")),
                "payment_intent"));
    }

    private JsonObject refund(PaymentIntent intent, long amount, Form form) {
        String reason = form.text("reason")
                .map(text -> form.choice("reason", text, "duplicate", "fraudulent", "requested_by_customer"))
                .orElse(null);
        return new JsonObject()
                .put("id", ids.next("re"))
                .put("object", "refund")
                .put("amount", amount)
                .putNull("balance_transaction")
                .put("charge", intent.charge())
                .put("created", ticker.now().getEpochSecond())
                .put("currency", intent.json().getString("currency"))
                .put("metadata", form.nested("metadata"))
                .put("payment_intent", intent.id())
                .put("reason", reason)
                .putNull("receipt_number")
                .put("status", "succeeded");
    }
}
