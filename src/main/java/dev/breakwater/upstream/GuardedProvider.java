package dev.breakwater.upstream;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.AttemptTimeout;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.Route;
import dev.breakwater.trace.AttemptSpans;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.Provider.RouteGuards;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider as one event loop calls it: its connections, and around each attempt the guards in their order. A guard
 * that a route does not have is not in its chain.
 *
 * <p>Threading: for the event loop that made it.
 */
public final class GuardedProvider {

    private final Provider provider;
    private final ProviderClient client;
    private final @Nullable Tracing tracing;
    private final Map<Route, Upstream> chains = new IdentityHashMap<>();

    /** @param tracing null if it is off */
    public GuardedProvider(Provider provider, Vertx vertx, Ticker ticker, TlsSettings tls, @Nullable Tracing tracing) {
        this.provider = provider;
        this.tracing = tracing;
        this.client = new ProviderClient(vertx, provider.settings(), tls);
        for (Route route : provider.routes().all()) {
            chains.put(route, chain(route, vertx, ticker));
        }
    }

    /** The bulkheads stand outside the breaker: a refusal of ours must never count against a healthy provider. */
    private Upstream chain(Route route, Vertx vertx, Ticker ticker) {
        RouteGuards guards = provider.guards(route.scope());
        AttemptTimeout timeout = new AttemptTimeout(vertx, route.policy().attemptTimeout(), ticker);
        RouteClient wire = new RouteClient(vertx, client, provider.settings().contract(), route, timeout);
        Upstream chain = new PaceUpstream(
                provider,
                ticker,
                tracing == null ? wire : new TracedUpstream(spans(tracing, route), guards.breaker(), wire));
        if (guards.breaker() != null) {
            chain = new BreakerUpstream(guards.breaker(), chain);
        }
        if (guards.bulkhead() != null) {
            chain = new BulkheadUpstream(guards.bulkhead(), chain);
        }
        return new BulkheadUpstream(provider.bulkhead(), chain);
    }

    private AttemptSpans spans(Tracing on, Route route) {
        ProviderSettings settings = provider.settings();
        String path = settings.basePath() + route.path();
        return on.attempts(route.scope(), path, settings.baseUrl().getHost(), settings.port());
    }

    public Provider provider() {
        return provider;
    }

    /** How {@code route} is called. */
    public Upstream upstream(Route route) {
        Upstream found = chains.get(route);
        if (found == null) {
            throw new IllegalArgumentException("no route of this provider: " + route.scope());
        }
        return found;
    }

    /** Closes its connections. */
    public Future<Void> close() {
        return client.close();
    }
}
