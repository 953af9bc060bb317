package dev.breakwater.pipeline;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many exchanges of each route ended with which outcome, since the start of this replica, and how they have fared
 * lately.
 *
 * <p>Threading: safe for any thread.
 */
public final class Tally {

    private final Map<Scope, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();
    private final Pulse pulse;

    public Tally(Ticker ticker) {
        this.pulse = new Pulse(ticker);
    }

    /** How they have fared over the last minutes. */
    public Pulse pulse() {
        return pulse;
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
