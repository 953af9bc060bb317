package dev.breakwater.pipeline;

import dev.breakwater.exchange.Scope;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many exchanges of each route ended with which outcome, since the start of this replica.
 *
 * <p>Threading: safe for any thread.
 */
public final class Tally {

    private final Map<Scope, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

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
