package dev.breakwater.sandbox.api;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints under {@code /v1/payment_intents}. */
final class PaymentIntents {

    private final Shelf shelf = new Shelf("payment_intent", "/v1/payment_intents");
    private final Ids ids;
    private final Ticker ticker;

    PaymentIntents(Ids ids, Ticker ticker) {
        this.ids = ids;
        this.ticker = ticker;
    }

    Shelf shelf() {
        return shelf;
    }

    Done create(Call call, Map<String, String> path) {
        Form form = call.form();
        PaymentIntent created = PaymentIntent.create(ids.next("pi"), ticker.now(), form);
        PaymentIntent intent = card(form).map(created::paidWith).orElse(created);
        boolean confirm = form.flag("confirm");
        Optional<PaymentIntent> confirmed =
                confirm && !declines(intent) ? Optional.of(intent.confirmed()) : Optional.empty();
        shelf.put(intent.json());
        List<Effect> effects = new ArrayList<>();
        effects.add(Effect.of("payment_intent.created", intent.amount(), intent.json()));
        if (!confirm) {
            return Done.changed(intent.json(), effects.get(0));
        }
        return confirmed.map(paid -> settle(paid, effects)).orElseGet(() -> decline(intent, effects));
    }

    Done confirm(Call call, Map<String, String> path) {
        PaymentIntent intent = find(path);
        Optional<TestCard> card = card(call.form());
        if (card.isPresent()
                && !List.of("succeeded", "canceled", "requires_capture").contains(intent.status())) {
            intent = intent.paidWith(card.get());
        }
        if (intent.status().equals("requires_confirmation") && declines(intent)) {
            return decline(intent, new ArrayList<>());
        }
        return settle(intent.confirmed(), new ArrayList<>());
    }

    Done capture(Call call, Map<String, String> path) {
        PaymentIntent intent = find(path);
        long toCapture =
                call.form().amount("amount_to_capture").orElse(intent.json().getLong("amount_capturable"));
        PaymentIntent captured = intent.captured(toCapture);
        return stored(captured, Effect.of("payment_intent.captured", toCapture, captured.json()));
    }

    Done cancel(Call call, Map<String, String> path) {
        PaymentIntent canceled = find(path).canceled(ticker.now(), call.form());
        return stored(canceled, Effect.of("payment_intent.canceled", canceled.amount(), canceled.json()));
    }

    Done retrieve(Call call, Map<String, String> path) {
        return Done.unchanged(find(path).json());
    }

    Done list(Call call, Map<String, String> path) {
        Form form = call.form();
        Optional<String> customer = form.text("customer");
        return Done.unchanged(shelf.page(
                form,
                intent -> (customer.isEmpty() || customer.get().equals(intent.getString("customer")))
                        && form.isMetadataOf(intent)));
    }

    private PaymentIntent find(Map<String, String> path) {
        return new PaymentIntent(shelf.get(path.getOrDefault("id", ""), "intent"));
    }

    private Done stored(PaymentIntent intent, Effect effect) {
        return Done.changed(shelf.put(intent.json()), effect);
    }

    private Done settle(PaymentIntent confirmed, List<Effect> effects) {
        shelf.put(confirmed.json());
        effects.add(Effect.of("payment_intent.confirmed", confirmed.amount(), confirmed.json()));
        if (confirmed.received() > 0) {
            effects.add(Effect.of("payment_intent.captured", confirmed.received(), confirmed.json()));
        }
        return new Done(Answer.json(200, confirmed.json()), effects);
    }

    private Done decline(PaymentIntent intent, List<Effect> effects) {
        JsonObject error = StripeError.declined(cardOf(intent), intent.charge());
        PaymentIntent declined = intent.declined(error);
        shelf.put(declined.json());
        effects.add(Effect.of("payment_intent.payment_failed", declined.amount(), declined.json()));
        return new Done(StripeError.wrap(402, error.copy().put("payment_intent", declined.json())), effects);
    }

    private static boolean declines(PaymentIntent intent) {
        return intent.json().getString("payment_method") != null
                && cardOf(intent).declines();
    }

    private static TestCard cardOf(PaymentIntent intent) {
        return TestCard.named(intent.json().getString("payment_method")).orElseThrow();
    }

    private static Optional<TestCard> card(Form form) {
        Optional<String> number = form.text("payment_method_data[card][number]");
        if (number.isPresent()) {
            return Optional.of(TestCard.numbered(number.get())
                    .orElseThrow(() -> new ApiError(StripeError.answer(
                            402, "card_error", "incorrect_number", "number", "Your card number is incorrect."))));
        }
        return form.text("payment_method")
                .map(name -> TestCard.named(name)
                        .orElseThrow(() -> StripeError.missing("PaymentMethod", name, "payment_method")));
    }
}
