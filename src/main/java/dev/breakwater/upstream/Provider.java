package dev.breakwater.upstream;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.guard.RetryBudget;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One payment API with the state of its guards, which all event loops share.
 *
 * <p>Threading: safe for any thread.
 */
public final class Provider {

    private static final Logger LOG = Logger.getLogger(Provider.class);

    private final ProviderRoutes routes;
    private final Bulkhead bulkhead;
    private final RetryBudget retryBudget;
    private final Map<Scope, RouteGuards> guards = new LinkedHashMap<>();
    private final List<PaceSign.Listener> paceListeners = new CopyOnWriteArrayList<>();

    /**
     * The guards of one route.
     *
     * @param bulkhead null if the route has no bound of its own
     * @param breaker null if it has none
     */
    public record RouteGuards(
            @Nullable Bulkhead bulkhead, @Nullable CircuitBreaker breaker) {}

    public Provider(ProviderRoutes routes, Ticker ticker) {
        this.routes = routes;
        this.bulkhead = new Bulkhead(routes.settings().bulkhead());
        this.retryBudget = new RetryBudget(routes.settings().retryBudget());
        for (Route route : routes.all()) {
            guards.computeIfAbsent(route.scope(), scope -> guardsOf(route, ticker));
        }
    }

    public ProviderSettings settings() {
        return routes.settings();
    }

    public ProviderRoutes routes() {
        return routes;
    }

    /** The bound on its concurrent calls. */
    public Bulkhead bulkhead() {
        return bulkhead;
    }

    public RetryBudget retryBudget() {
        return retryBudget;
    }

    /** The guards of the route {@code scope}. */
    public RouteGuards guards(Scope scope) {
        RouteGuards found = guards.get(scope);
        if (found == null) {
            throw new IllegalArgumentException("no route of this provider: " + scope);
        }
        return found;
    }

    /** From now on {@code listener} hears what it says of its pace, to whichever call. */
    public void onPaceSign(PaceSign.Listener listener) {
        paceListeners.add(listener);
    }

    void heard(PaceSign sign) {
        paceListeners.forEach(listener -> listener.heard(sign));
    }

    private static RouteGuards guardsOf(Route route, Ticker ticker) {
        int limit = route.policy().bulkhead();
        return new RouteGuards(
                limit == 0 ? null : new Bulkhead(limit),
                route.policy().breaker() == null
                        ? null
                        : new CircuitBreaker(
                                route.policy().breaker(),
                                ticker,
                                (from, to) -> LOG.infof("breaker of %s: %s -> %s", route.scope(), from, to)));
    }
}
