package dev.breakwater.ingress;

import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.ProblemPages;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.mode.Levers;
import dev.breakwater.pipeline.CachedReads;
import dev.breakwater.pipeline.Custody;
import dev.breakwater.pipeline.Gate;
import dev.breakwater.pipeline.Means;
import dev.breakwater.pipeline.RequestPipeline;
import dev.breakwater.pipeline.Tally;
import dev.breakwater.pipeline.Witness;
import dev.breakwater.route.RouteTable;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.TlsSettings;
import dev.breakwater.upstream.UpstreamMetrics.Attempts;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server that payments use: as many event loops as configured, each with its own pipeline and its own
 * connections to the providers; the guards' state is shared.
 *
 * <p>Threading: start and stop it once.
 */
public final class DataPlane {

    private static final Logger LOG = Logger.getLogger(DataPlane.class);
    private static final Duration MARGIN = Duration.ofSeconds(1); // to write the last answers
    private static final AtomicInteger FREE_PORTS = new AtomicInteger(-1_000);

    private final Vertx vertx;
    private final IngressSettings settings;
    private final Parts parts;
    private final int sharedPort;
    private final AtomicInteger longPollers = new AtomicInteger();
    private volatile int port;
    private final Heartbeats heartbeats;
    private final Leaving leaving = new Leaving();
    private volatile String deployment = "";
    private volatile boolean serving;

    /**
     * What a data plane is made of.
     *
     * @param clients who may call
     * @param routes which calls there are
     * @param providers with the state of their guards
     * @param tally where outcomes are counted
     * @param witnesses each makes an event loop one who sees how its exchanges end
     * @param attempts where they are counted; null if nowhere
     * @param providerTls TLS towards providers
     * @param serverTls sets the server's own certificate
     * @param levers what operators want
     * @param tracing null if it is off
     * @param custodies makes an event loop its way to what is kept of writes; null if there is no store
     * @param reads answers that are kept; null if no route keeps any
     */
    public record Parts(
            ClientDirectory clients,
            RouteTable routes,
            Collection<Provider> providers,
            Tally tally,
            List<Supplier<Witness>> witnesses,
            @Nullable Attempts attempts,
            TlsSettings providerTls,
            UnaryOperator<HttpServerOptions> serverTls,
            Ticker ticker,
            Chance chance,
            Tokens tokens,
            Levers levers,
            @Nullable Tracing tracing,
            @Nullable Supplier<Custody> custodies,
            @Nullable CachedReads reads) {}

    public DataPlane(Vertx vertx, IngressSettings settings, Parts parts) {
        this.vertx = vertx;
        this.settings = settings;
        this.parts = parts;
        this.heartbeats = new Heartbeats(parts.ticker());
        // Vert.x lets servers with the same negative port share one free port; Quarkus takes -1 for its own
        this.sharedPort = settings.port() == 0 ? FREE_PORTS.decrementAndGet() : settings.port();
    }

    /** Binds the port. */
    public Future<Void> start() {
        Bodies bodies = new Bodies(settings.limits().bodies());
        Connections connections = new Connections(settings.limits());
        ProblemPages pages = new ProblemPages();
        DeploymentOptions many = new DeploymentOptions().setInstances(settings.eventLoops());
        return vertx.deployVerticle(() -> new Loop(bodies, connections, pages), many)
                .onSuccess(id -> {
                    deployment = id;
                    serving = true;
                })
                .mapEmpty();
    }

    /** It will be stopped: who calls is served, and asked to connect to another replica. */
    public void leave() {
        serving = false;
        leaving.begin();
    }

    /**
     * Waits for what is under way, as long as that may take by its deadline; then the port and all connections are
     * closed.
     */
    public Future<Void> stop() {
        leave();
        return deployment.isEmpty()
                ? Future.succeededFuture()
                : leaving.end(vertx, parts.routes().longestDeadline().plus(MARGIN))
                        .compose(this::close);
    }

    private Future<Void> close(long left) {
        if (left > 0) {
            LOG.warnf("%d exchanges were still under way at the end of all deadlines, and are cut off", left);
        }
        return vertx.undeploy(deployment);
    }

    /** Whether it takes connections. */
    boolean isServing() {
        return serving;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    /** The port that it is bound to. */
    public int port() {
        return port;
    }

    /** What serves on one event loop. */
    private final class Loop extends AbstractVerticle {

        private final Bodies bodies;
        private final Connections connections;
        private final ProblemPages pages;
        private final List<GuardedProvider> providers = new ArrayList<>();
        private @Nullable Custody custody;

        Loop(Bodies bodies, Connections connections, ProblemPages pages) {
            this.bodies = bodies;
            this.connections = connections;
            this.pages = pages;
        }

        @Override
        public void start(Promise<Void> started) {
            heartbeats.beatOn(vertx);
            Supplier<Custody> custodies = parts.custodies();
            custody = custodies == null ? null : custodies.get();
            for (Provider provider : parts.providers()) {
                providers.add(new GuardedProvider(
                        provider, vertx, parts.ticker(), parts.providerTls(), parts.tracing(), parts.attempts()));
            }
            RequestPipeline pipeline = new RequestPipeline(
                    accept(),
                    providers,
                    parts.tally(),
                    parts.witnesses().stream().map(Supplier::get).toList(),
                    new Means(vertx, parts.ticker(), parts.chance(), parts.tokens(), parts.levers()),
                    custody,
                    parts.reads());
            EdgeHandler edge =
                    new EdgeHandler(vertx, pipeline, settings, bodies, pages, writes(custody), parts.ticker(), leaving);
            HttpServerOptions options =
                    ServerOptions.of(settings, parts.serverTls()).setPort(sharedPort);
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(edge::handle)
                    .invalidRequestHandler(edge::invalid)
                    .connectionHandler(connection -> {
                        if (connections.admit(connection)) {
                            StrictPipeline.apply(
                                    connection, options, settings.times().head());
                        }
                    });
            server.listen()
                    .onSuccess(bound -> port = bound.actualPort())
                    .<Void>mapEmpty()
                    .recover(failed -> close().transform(closed -> Future.failedFuture(failed))) // nobody stops it then
                    .onComplete(started);
        }

        private Gate accept() {
            Accept accept = new Accept(parts.clients(), parts.routes(), parts.ticker());
            Tracing tracing = parts.tracing();
            return tracing == null
                    ? accept
                    : exchange -> {
                        tracing.began(exchange);
                        return accept.check(exchange);
                    };
        }

        private @Nullable WritesHandler writes(@Nullable Custody kept) {
            return kept == null
                    ? null
                    : new WritesHandler(
                            parts.clients(), kept.queue(), new LongPolls(vertx, parts.ticker(), longPollers), leaving);
        }

        @Override
        public void stop(Promise<Void> stopped) {
            close().onComplete(stopped);
        }

        private Future<Void> close() {
            List<Future<Void>> closing = new ArrayList<>();
            providers.forEach(provider -> closing.add(provider.close()));
            if (custody != null) {
                closing.add(custody.close().get());
            }
            return Future.join(closing).mapEmpty();
        }
    }
}
