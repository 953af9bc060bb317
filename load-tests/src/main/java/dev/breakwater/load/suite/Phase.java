package dev.breakwater.load.suite;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a run.
 *
 * @param label its number and name: what the report calls it
 * @param length of it; nobody comes in its last second, so that what it asked for is over when faults change
 * @param rate clients that come per second
 * @param faults what the provider is told to do wrong meanwhile, as docs/sandbox.md has it; null leaves them alone
 * @param mix the shares of what clients ask for
 * @param promises what they are promised; kinds that are not there are not judged
 * @param p95 milliseconds within which 95 of 100 of each kind are to be answered
 */
public record Phase(
        String label,
        Duration length,
        double rate,
        @Nullable String faults,
        Map<Kind, Double> mix,
        Map<Kind, Promise> promises,
        int p95) {

    /** The same share of everything to everybody, promised the same. */
    static Map<Kind, Promise> all(Promise promise) {
        Map<Kind, Promise> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, promise);
        }
        return all;
    }

    Phase faults(String json) {
        return new Phase(label, length, rate, json, mix, promises, p95);
    }

    Phase rate(double perSecond) {
        return new Phase(label, length, perSecond, faults, mix, promises, p95);
    }

    Phase mix(Map<Kind, Double> shares) {
        return new Phase(label, length, rate, faults, shares, promises, p95);
    }

    Phase promise(Map<Kind, Promise> to, int within) {
        return new Phase(label, length, rate, faults, mix, to, within);
    }

    /** Whoever asks in it is not judged by time or success: only the money is. */
    Phase unjudged() {
        return new Phase(label, length, rate, faults, mix, Map.of(), p95);
    }
}
