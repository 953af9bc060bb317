package dev.breakwater.pipeline;

import dev.breakwater.delivery.DeliveryWitness;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many exchanges of each route ended with which outcome, since the start of this replica, and how they have fared
 * lately.
 *
 * <p>Threading: safe for any thread.
 */
public final class Tally {

    private final Map<Scope, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();
    private final Pulse pulse;
    private final Ticker ticker;

    public Tally(Ticker ticker) {
        this.ticker = ticker;
        this.pulse = new Pulse(ticker);
    }

    /** How they have fared over the last minutes. */
    public Pulse pulse() {
        return pulse;
    }

    /** Counts what ends on the event loop that asks; an exchange that found no route is nobody's. */
    public Witness witness() {
        Map<Scope, Meter> meters = new HashMap<>();
        return new Witness() {
            @Override
            public void ended(Exchange exchange, @Nullable Route route, Ending ending, long nowNanos) {
                if (route != null) {
                    count(route.scope(), ending.outcome());
                    Meter meter = meters.computeIfAbsent(route.scope(), pulse::meter);
                    meter.count(Fared.of(ending), nowNanos - exchange.beganNanos(), nowNanos);
                    PaymentResult result = exchange.result();
                    if (result != null) {
                        meter.paid(result, nowNanos);
                    }
                }
            }
        };
    }

    /** Counts what became of queued writes, on whichever event loop. */
    public DeliveryWitness deliveries() {
        Map<Scope, Meter> meters = new ConcurrentHashMap<>();
        return (scope, result, after) -> {
            Meter meter = meters.computeIfAbsent(scope, pulse::meter);
            synchronized (meter) { // a meter is for one at a time, and there are several event loops
                meter.paid(result, ticker.nanos());
            }
        };
    }

    /** One more. */
    void count(Scope scope, String outcome) {
        counts.computeIfAbsent(scope, s -> new ConcurrentHashMap<>())
                .computeIfAbsent(outcome, o -> new LongAdder())
                .increment();
    }

    /** Outcome to count, for one route. */
    public Map<String, Long> of(Scope scope) {
        Map<String, Long> copy = new TreeMap<>();
        counts.getOrDefault(scope, Map.of()).forEach((outcome, count) -> copy.put(outcome, count.sum()));
        return copy;
    }
}
