package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/** What operators have ordered, as a metric. */
public final class ModeMetrics {

    private ModeMetrics() {}

    /** Shows, from now on, which mode is in force for each of {@code scopes}. */
    public static void show(MeterRegistry registry, Levers levers, Collection<Scope> scopes) {
        for (Scope scope : scopes) {
            Gauge.builder("breakwater.mode", levers, it -> number(it.mode(scope)))
                    .description("0 auto, 1 degraded, 2 suspended: what is in force")
                    .tags("provider", scope.provider(), "route", scope.route())
                    .strongReference(true)
                    .register(registry);
        }
    }

    private static int number(Mode mode) {
        return switch (mode) {
            case AUTO -> 0;
            case DEGRADED -> 1;
            case SUSPENDED -> 2;
        };
    }
}
