package dev.breakwater.ops;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.pipeline.Tally;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Provider.RouteGuards;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of a provider: its settings as in force without secrets, and the state of its guards on this
 * replica.
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@RegisterForReflection
record ProviderView(
        String name,
        String baseUrl,
        String contract,
        @Nullable String credential,
        BulkheadView bulkhead,
        int retriesAvailable,
        List<RouteView> routes) {

    /** A bulkhead. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record BulkheadView(int inFlight, int limit) {
        static BulkheadView of(Bulkhead bulkhead) {
            return new BulkheadView(bulkhead.inFlight(), bulkhead.limit());
        }
    }

    /** A route. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record RouteView(
            String name,
            String match,
            String kind,
            String breaker,
            @Nullable BulkheadView bulkhead,
            String attemptTimeout,
            String deadline,
            Map<String, Long> outcomes) {}

    static ProviderView of(Provider provider, Tally tally) {
        ProviderSettings settings = provider.settings();
        List<RouteView> routes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Route route : provider.routes().all()) {
            if (seen.add(route.scope().route())) {
                routes.add(route(route, provider.guards(route.scope()), tally));
            }
        }
        return new ProviderView(
                settings.name(),
                settings.baseUrl().toString(),
                settings.contract().name(),
                settings.credential() == null ? null : settings.credential().toString(),
                BulkheadView.of(provider.bulkhead()),
                provider.retryBudget().available(),
                routes);
    }

    private static RouteView route(Route route, RouteGuards guards, Tally tally) {
        CircuitBreaker breaker = guards.breaker();
        Bulkhead bulkhead = guards.bulkhead();
        return new RouteView(
                route.scope().route(),
                route.method() + " " + route.path(),
                Settings.word(route.kind()),
                breaker == null ? "none" : Settings.word(breaker.view()),
                bulkhead == null ? null : BulkheadView.of(bulkhead),
                route.policy().attemptTimeout().toMillis() + "ms",
                route.policy().deadline().toMillis() + "ms",
                tally.of(route.scope()));
    }
}
