package dev.breakwater.store;

import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Settings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The store, and what puts data at risk, as metrics. */
public final class StoreMetrics {

    private StoreMetrics() {}

    /** Shows, from now on, whether {@code store} is there and what it gives. */
    public static void show(MeterRegistry registry, Store store) {
        Gauge.builder("breakwater.store.up", store, it -> it.facts().up() ? 1 : 0)
                .description("1 if the store answers")
                .strongReference(true)
                .register(registry);
        Gauge.builder("breakwater.store.durability", store, StoreMetrics::durability)
                .description("0 memory, 1 fsync, 2 replicated: how durably the store keeps writes")
                .strongReference(true)
                .register(registry);
    }

    /** Counts, from now on, what {@code alarm} raises; each cause is there from the start. */
    public static void show(MeterRegistry registry, LoudAlarm alarm) {
        for (Cause cause : Cause.values()) {
            FunctionCounter.builder("breakwater.data.at.risk", alarm, it -> it.count(cause))
                    .description("What put data at risk, since this replica's start: each is worth waking somebody up")
                    .tag("cause", Settings.word(cause))
                    .register(registry);
        }
    }

    private static double durability(Store store) {
        StoreFacts facts = store.facts();
        if (!facts.up()) {
            return Double.NaN; // nobody knows what it gives
        }
        Durability given = facts.gives(store.settings().replicas());
        return switch (given) {
            case MEMORY -> 0;
            case FSYNC -> 1;
            case REPLICATED -> 2;
        };
    }
}
