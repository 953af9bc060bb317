package dev.breakwater;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.delivery.DeliveryPlane;
import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.delivery.DeliveryWitness;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ingress.ClientDirectory;
import dev.breakwater.ingress.DataPlane;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ingress.IngressSettings;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.OperatorDirectory;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.pipeline.ExchangeLog;
import dev.breakwater.pipeline.FleetPulse;
import dev.breakwater.pipeline.Tally;
import dev.breakwater.pipeline.Witness;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import dev.breakwater.route.RouteTableReader;
import dev.breakwater.store.Board;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.Providers;
import dev.breakwater.upstream.TlsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Breakwater put together from its configuration. It knows nothing of CDI, so that tests put the same parts together.
 *
 * @param settings the data plane's door
 * @param clients who may call
 * @param operators who may operate
 * @param routes which calls there are
 * @param providers with the state of their guards
 * @param tally where outcomes are counted
 */
public record Assembly(
        IngressSettings settings,
        ClientDirectory clients,
        OperatorDirectory operators,
        RouteTable routes,
        Providers providers,
        Tally tally) {

    private static final Duration MARGIN = Duration.ofSeconds(5);

    /**
     * Reads the configuration.
     *
     * @param durability of queued writes, for routes that do not say otherwise
     * @param wellKnownKeysAllowed whether keys that everybody knows are borne: in dev mode and tests only
     * @param faults where faults go; the assembly is of use only if none was added
     */
    public static Assembly read(
            ProvidersConfig providers,
            IngressConfig ingress,
            OperatorsConfig operators,
            Durability durability,
            boolean wellKnownKeysAllowed,
            Ticker ticker,
            Faults faults) {
        RouteTable routes = new RouteTableReader(faults, durability).read(providers);
        int cores = Runtime.getRuntime().availableProcessors();
        IngressSettings settings = IngressSettings.read(ingress.ingress(), faults, cores);
        checkIdleTimeout(settings, routes, faults);
        return new Assembly(
                settings,
                ClientDirectory.read(ingress.clients(), routes, faults, wellKnownKeysAllowed, ticker),
                OperatorDirectory.read(operators.operators(), faults, wellKnownKeysAllowed),
                routes,
                Providers.of(routes, ticker),
                new Tally(ticker));
    }

    /**
     * What runs, not started.
     *
     * @param cache what is set about answers that are kept
     * @param keeping how writes are kept; null if no store is configured
     * @param tracing null if it is off
     * @param registry where metrics go; null if they are off
     */
    public Planes planes(
            Vertx vertx,
            TlsSettings providerTls,
            UnaryOperator<HttpServerOptions> serverTls,
            Ticker ticker,
            Chance chance,
            DeliverySettings delivery,
            CacheSettings cache,
            @Nullable Keeping keeping,
            @Nullable Tracing tracing,
            @Nullable MeterRegistry registry) {
        Measuring measuring = registry == null ? null : Measuring.of(registry, routes, providers);
        ReplicaLevers levers = new ReplicaLevers(ticker, providers.breakers());
        OrderBook orders = keeping == null
                ? null
                : new OrderBook(
                        vertx,
                        keeping.store(),
                        ReplicaName.of(keeping.tokens()),
                        levers,
                        keeping.audit().redaction(),
                        ticker,
                        OrderBook.CONFIRM_MAX);
        Caching caching = Caching.of(routes, cache, vertx, ticker, keeping);
        AnswerCache answers = caching == null ? null : caching.answers();
        DeliveryPlane deliveries = keeping == null
                ? null
                : deliveries(
                        vertx, providerTls, ticker, chance, delivery, keeping, levers, tracing, measuring, caching);
        ExchangeLog exchanges = new ExchangeLog();
        DataPlane data = new DataPlane(
                vertx,
                settings,
                new DataPlane.Parts(
                        clients,
                        routes,
                        providers.all(),
                        tally,
                        witnesses(exchanges, tracing, measuring),
                        measuring == null ? null : measuring.upstream().live(),
                        providerTls,
                        serverTls,
                        ticker,
                        chance,
                        Tokens.system(),
                        levers,
                        tracing,
                        keeping == null || deliveries == null ? null : () -> keeping.custody(deliveries::wake),
                        caching == null ? null : caching.reads()));
        AuditLog audit = keeping == null ? null : keeping.auditLog(vertx);
        return new Planes(
                keeping == null ? null : keeping.store(),
                levers,
                orders,
                audit,
                answers,
                data,
                deliveries,
                measuring == null ? null : measuring.show(vertx, routes, levers, keeping, audit),
                pulse(vertx, ticker, keeping, orders));
    }

    private FleetPulse pulse(Vertx vertx, Ticker ticker, @Nullable Keeping keeping, @Nullable OrderBook orders) {
        return keeping == null || orders == null
                ? new FleetPulse(vertx, tally.pulse(), null, "alone", ticker)
                : new FleetPulse(
                        vertx,
                        tally.pulse(),
                        new Board(vertx, keeping.store(), FleetPulse.KEPT),
                        orders.replica(),
                        ticker);
    }

    private List<DeliveryWitness> deliveryWitnesses(@Nullable Measuring measuring) {
        return measuring == null ? List.of(tally.deliveries()) : List.of(tally.deliveries(), measuring.delivery());
    }

    private List<Supplier<Witness>> witnesses(
            Witness exchanges, @Nullable Tracing tracing, @Nullable Measuring measuring) {
        List<Supplier<Witness>> witnesses = new ArrayList<>(List.of(tally::witness, () -> exchanges));
        if (tracing != null) {
            witnesses.add(() -> (exchange, route, ending, nowNanos) ->
                    tracing.ended(exchange, route == null ? null : route.path().toString(), ending, nowNanos));
        }
        if (measuring != null) {
            witnesses.add(measuring.pipeline()::witness);
        }
        return witnesses;
    }

    private DeliveryPlane deliveries(
            Vertx vertx,
            TlsSettings providerTls,
            Ticker ticker,
            Chance chance,
            DeliverySettings delivery,
            Keeping keeping,
            Levers levers,
            @Nullable Tracing tracing,
            @Nullable Measuring measuring,
            @Nullable Caching caching) {
        return new DeliveryPlane(
                vertx,
                delivery,
                new DeliveryPlane.Parts(
                        providers.all(),
                        keeping::queue,
                        providerTls,
                        keeping.alarm(),
                        ticker,
                        chance,
                        levers,
                        tracing,
                        measuring == null ? null : measuring.upstream().queue(),
                        deliveryWitnesses(measuring),
                        caching == null ? null : caching.invalidation()));
    }

    /** Adds a fault for each route whose writes are to wait, and have nowhere to. */
    void checkQueues(Faults faults) {
        for (ProviderRoutes provider : routes.providers()) {
            for (Route route : provider.all()) {
                if (route.policy().writes().queued()) {
                    faults.add(
                            "quarkus.redis.hosts",
                            "is missing, and the route '" + route.scope()
                                    + "' has when-unavailable: queue; name the Redis that keeps the queue,"
                                    + " or set when-unavailable: refuse");
                }
            }
        }
    }

    /** A client that waits for its answer must not be taken for an idle one. */
    private static void checkIdleTimeout(IngressSettings settings, RouteTable routes, Faults faults) {
        Duration longest = routes.longestDeadline();
        if (settings.times().idle().compareTo(longest.plus(MARGIN)) < 0) {
            faults.add(
                    "breakwater.ingress.idle-timeout",
                    settings.times().idle().toSeconds() + "s",
                    "would close connections that wait for an answer; make it at least "
                            + longest.plus(MARGIN).toSeconds() + "s, 5s more than the longest deadline");
        }
    }
}
