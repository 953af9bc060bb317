package dev.breakwater.upstream;

import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Scope;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Provider.RouteGuards;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Providers as metrics: attempts by what came of them, and how the guards stand. {@code docs/metrics.md} explains each.
 *
 * <p>Threading: safe for any thread.
 */
public final class UpstreamMetrics {

    /** The route of what is about a whole provider. */
    static final String ALL = "all";

    private final MeterRegistry registry;

    /** Shows the guards of {@code providers} from now on. */
    public UpstreamMetrics(MeterRegistry registry, Providers providers) {
        this.registry = registry;
        providers.all().forEach(this::show);
    }

    /** Attempts that are made for a client who waits. */
    public Attempts live() {
        return new Attempts("live");
    }

    /** Attempts that are made for queued writes, lookups of parked ones included. */
    public Attempts queue() {
        return new Attempts("queue");
    }

    /** Where attempts of one origin are counted. */
    public final class Attempts {

        private final String origin;

        private Attempts(String origin) {
            this.origin = origin;
        }

        Counters of(Route route) {
            return new Counters(
                    counter(route, "answered"),
                    counter(route, "refused"),
                    counter(route, "not-reached"),
                    counter(route, "unknown"));
        }

        private Counter counter(Route route, String outcome) {
            return Counter.builder("breakwater.attempts")
                    .description("Attempts that were begun on the wire, by what is known after them")
                    .tags(labels(route.scope()).and("origin", origin, "outcome", outcome))
                    .register(registry);
        }
    }

    /** One for each outcome. */
    record Counters(Counter answered, Counter refused, Counter notReached, Counter unknown) {

        void count(Outcome outcome) {
            outcome.fold(it -> answered, it -> refused, it -> notReached, it -> unknown)
                    .increment();
        }
    }

    private void show(Provider provider) {
        show(new Scope(provider.settings().name(), ALL), provider.bulkhead());
        Set<Scope> scopes = new LinkedHashSet<>();
        provider.routes().all().forEach(route -> scopes.add(route.scope()));
        for (Scope scope : scopes) {
            RouteGuards guards = provider.guards(scope);
            Bulkhead bulkhead = guards.bulkhead();
            CircuitBreaker breaker = guards.breaker();
            if (bulkhead != null) {
                show(scope, bulkhead);
            }
            if (breaker != null) {
                Gauge.builder("breakwater.breaker.state", breaker, it -> number(it.view()))
                        .description("0 closed, 1 half-open, 2 open, 3 forced open")
                        .tags(labels(scope))
                        .strongReference(true)
                        .register(registry);
            }
        }
    }

    private void show(Scope scope, Bulkhead bulkhead) {
        Gauge.builder("breakwater.bulkhead.inflight", bulkhead, Bulkhead::inFlight)
                .description("Calls under way")
                .tags(labels(scope))
                .strongReference(true)
                .register(registry);
        Gauge.builder("breakwater.bulkhead.limit", bulkhead, Bulkhead::limit)
                .description("The most calls that may be under way")
                .tags(labels(scope))
                .strongReference(true)
                .register(registry);
    }

    private static int number(CircuitBreaker.View view) {
        return switch (view) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
            case FORCED_OPEN -> 3;
        };
    }

    private static Tags labels(Scope scope) {
        return Tags.of("provider", scope.provider(), "route", scope.route());
    }
}
