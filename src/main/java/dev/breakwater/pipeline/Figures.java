package dev.breakwater.pipeline;

import dev.breakwater.exchange.PaymentResult;
import io.vertx.core.json.JsonArray;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was counted in a stretch of time, before anything is reckoned from it: the figures of several event loops, or
 * replicas, can be added up.
 *
 * <p>Threading: for one thread.
 */
final class Figures {

    private final long[] ways = new long[Fared.values().length];
    private final long[] results = new long[PaymentResult.values().length];
    private final Latency latency = new Latency();

    /** Adds what {@code meter} counted in one of its slots. */
    void add(Meter meter, long slot) {
        meter.read(slot, ways, results, latency);
    }

    /** Adds what another replica has {@linkplain #told said}; what a later version says on top is passed over. */
    void add(JsonArray told) {
        add(ways, told.getJsonArray(0));
        add(results, told.getJsonArray(1));
        JsonArray counts = told.getJsonArray(2);
        for (int i = 0; i + 1 < counts.size(); i += 2) {
            latency.add(Math.min(counts.getInteger(i), Latency.BUCKETS - 1), counts.getLong(i + 1));
        }
    }

    private static void add(long[] to, JsonArray told) {
        for (int i = 0; i < Math.min(to.length, told.size()); i++) {
            to[i] += told.getLong(i);
        }
    }

    /** For another replica: how they fared, what became of payments, and latency's buckets with their counts. */
    JsonArray told() {
        JsonArray counts = new JsonArray();
        for (int i = 0; i < Latency.BUCKETS; i++) {
            if (latency.count(i) > 0) {
                counts.add(i).add(latency.count(i));
            }
        }
        return new JsonArray().add(told(ways)).add(told(results)).add(counts);
    }

    private static JsonArray told(long[] numbers) {
        JsonArray array = new JsonArray();
        for (long number : numbers) {
            array.add(number);
        }
        return array;
    }

    boolean isEmpty() {
        for (long way : ways) {
            if (way > 0) {
                return false;
            }
        }
        for (long result : results) {
            if (result > 0) {
                return false;
            }
        }
        return true;
    }

    Pulse.Point point() {
        Map<PaymentResult, Long> payments = new EnumMap<>(PaymentResult.class);
        for (PaymentResult result : PaymentResult.values()) {
            payments.put(result, results[result.ordinal()]);
        }
        return new Pulse.Point(
                ways[Fared.SERVED.ordinal()],
                ways[Fared.CUSHIONED.ordinal()],
                ways[Fared.FAILED.ordinal()],
                ways[Fared.MISTAKEN.ordinal()],
                payments,
                latency.quantile(0.5),
                latency.quantile(0.99));
    }
}
