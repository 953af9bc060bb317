package dev.breakwater.pipeline;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.ResendRule;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stage 2: finds the route, and with it the policy. From here on the route's deadline holds.
 *
 * <p>Threading: for the event loop whose providers it was given.
 */
final class Match {

    private final Map<String, GuardedProvider> providers = new HashMap<>();
    private final Map<Route, ResendRule> rules = new IdentityHashMap<>();

    Match(Collection<GuardedProvider> all) {
        for (GuardedProvider guarded : all) {
            ProviderRoutes routes = guarded.provider().routes();
            providers.put(routes.settings().name(), guarded);
            for (Route route : routes.all()) {
                rules.put(route, new ResendRule(route, routes.settings().contract()));
            }
        }
    }

    /** The passage of {@code exchange}, or null if {@link #problem} says why there is none. */
    @Nullable
    Passage find(Exchange exchange) {
        GuardedProvider guarded = providers.get(exchange.target().provider());
        Route route = guarded == null ? null : guarded.provider().routes().match(exchange.method(), exchange.target());
        ResendRule rule = rules.get(route);
        if (guarded == null || route == null || rule == null || !allows(route, exchange.target())) {
            return null;
        }
        exchange.matched(route.scope());
        exchange.shorten(route.policy().deadline());
        return new Passage(exchange, route, guarded.provider(), guarded.upstream(route), rule);
    }

    /** Why {@link #find} found nothing. */
    Problem problem(Exchange exchange) {
        Target target = exchange.target();
        GuardedProvider guarded = providers.get(target.provider());
        if (guarded == null) {
            return Problem.ofRequest(
                    ProblemType.PROVIDER_UNKNOWN,
                    "No provider '" + target.provider()
                            + "' is configured. A target starts with a provider's name: /{provider}/...");
        }
        ProviderRoutes routes = guarded.provider().routes();
        if (routes.match(exchange.method(), target) != null) {
            return Problem.ofRequest(
                    ProblemType.INVALID_TARGET,
                    "The path holds one of ; \\ // or their percent-encoded forms, and its route does not allow that.");
        }
        Set<String> methods = routes.methodsAt(target);
        if (methods.isEmpty()) {
            return Problem.ofRequest(
                    ProblemType.ROUTE_UNKNOWN,
                    "The provider '" + target.provider()
                            + "' has no route for this path, and unlisted paths are refused.");
        }
        String allow = String.join(", ", methods);
        return Problem.ofRequest(ProblemType.METHOD_NOT_ALLOWED, "This path takes " + allow + ".")
                .with("Allow", allow);
    }

    private static boolean allows(Route route, Target target) {
        String special = target.special();
        for (int i = 0; i < special.length(); i++) {
            if (route.policy().limits().allowedInTarget().indexOf(special.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
