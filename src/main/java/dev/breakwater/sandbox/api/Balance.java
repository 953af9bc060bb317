package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** What was captured less what was refunded, by currency. Settled at once: nothing is ever pending. */
final class Balance {

    private final Map<String, Long> availableByCurrency = new TreeMap<>();

    void moved(String effect, String currency, long amount) {
        if (effect.equals("payment_intent.captured")) {
            availableByCurrency.merge(currency, amount, Long::sum);
        }
        if (effect.equals("refund.created")) {
            availableByCurrency.merge(currency, -amount, Long::sum);
        }
    }

    Done retrieve(Call call, Map<String, String> path) {
        JsonArray available = new JsonArray();
        JsonArray pending = new JsonArray();
        availableByCurrency.forEach((currency, amount) -> {
            available.add(funds(currency, amount));
            pending.add(funds(currency, 0));
        });
        return Done.unchanged(new JsonObject()
                .put("object", "balance")
                .put("available", available)
                .put("livemode", false)
                .put("pending", pending));
    }

    void clear() {
        availableByCurrency.clear();
    }

    private static JsonObject funds(String currency, long amount) {
        return new JsonObject()
                .put("amount", amount)
                .put("currency", currency)
                .put("source_types", new JsonObject().put("card", amount));
    }
}
