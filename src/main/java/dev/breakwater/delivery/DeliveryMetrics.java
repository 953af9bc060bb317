package dev.breakwater.delivery;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.route.PaymentCounters;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of queued writes, as metrics. {@code docs/metrics.md} explains each.
 *
 * <p>Threading: safe for any thread.
 */
public final class DeliveryMetrics implements DeliveryWitness {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        Duration.ofHours(3),
        Duration.ofHours(6),
        Duration.ofHours(12),
        Duration.ofDays(1)
    };

    private final Map<Scope, Meters> routes = new HashMap<>();

    /** For those of {@code routes} whose writes may wait; what the store holds of others is not counted. */
    public DeliveryMetrics(MeterRegistry registry, RouteTable routes) {
        for (ProviderRoutes provider : routes.providers()) {
            for (Route route : provider.all()) {
                if (route.policy().writes().queued()) {
                    this.routes.computeIfAbsent(route.scope(), scope -> new Meters(registry, scope));
                }
            }
        }
    }

    @Override
    public void over(Scope scope, PaymentResult result, @Nullable Duration after) {
        Meters meters = routes.get(scope);
        if (meters == null) {
            return; // a route that was renamed, or queues no more: its name may come from anywhere
        }
        meters.payments().count(result);
        if (after != null) {
            meters.delivery().record(after.isNegative() ? Duration.ZERO : after);
        }
    }

    private record Meters(PaymentCounters payments, Timer delivery) {

        Meters(MeterRegistry registry, Scope scope) {
            this(
                    new PaymentCounters(registry, scope),
                    Timer.builder("breakwater.queue.delivery")
                            .description("Queued writes that were delivered, from accepted to delivered")
                            .tags("provider", scope.provider(), "route", scope.route())
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
    }
}
