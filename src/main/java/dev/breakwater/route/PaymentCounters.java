package dev.breakwater.route;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * The payments of one route by result, as metrics: one counter for each, there from the start.
 *
 * <p>Threading: safe for any thread.
 */
public final class PaymentCounters {

    private final Map<PaymentResult, Counter> counters = new EnumMap<>(PaymentResult.class);

    public PaymentCounters(MeterRegistry registry, Scope scope) {
        for (PaymentResult result : PaymentResult.values()) {
            counters.put(
                    result,
                    Counter.builder("breakwater.payments")
                            .description("Payments by what became of them; queued ones once more when that is known")
                            .tags("provider", scope.provider(), "route", scope.route(), "result", Settings.word(result))
                            .register(registry));
        }
    }

    /** One more. */
    public void count(PaymentResult result) {
        Counter counter = counters.get(result);
        if (counter != null) {
            counter.increment();
        }
    }
}
