package dev.breakwater.upstream;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.route.RouteTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All providers with the state of their guards.
 *
 * @param all in no particular order
 */
public record Providers(List<Provider> all) {

    /** One provider for each in {@code table}. */
    public static Providers of(RouteTable table, Ticker ticker) {
        return new Providers(table.providers().stream()
                .map(routes -> new Provider(routes, ticker))
                .toList());
    }

    /** The breaker of each route that has one. */
    public Map<Scope, CircuitBreaker> breakers() {
        Map<Scope, CircuitBreaker> breakers = new HashMap<>();
        for (Provider provider : all) {
            provider.routes().all().forEach(route -> {
                CircuitBreaker breaker = provider.guards(route.scope()).breaker();
                if (breaker != null) {
                    breakers.put(route.scope(), breaker);
                }
            });
        }
        return breakers;
    }
}
