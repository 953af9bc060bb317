package dev.breakwater.delivery;

import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Backoff;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.Lookup;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.TlsSettings;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers queued writes: as many event loops as configured, each with its own share of the partitions, its own queue
 * and its own connections to the providers; what a provider's drain has learnt is shared.
 *
 * <p>Threading: start and stop it once; {@link #wake} and {@link #drains} may be called from any thread.
 */
public final class DeliveryPlane {

    private static final Logger LOG = Logger.getLogger(DeliveryPlane.class);
    private static final RetryPolicy TO_STORE =
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(1));

    private final Vertx vertx;
    private final DeliverySettings settings;
    private final Parts parts;
    private final Map<String, ProviderDrain> drains = new LinkedHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private volatile String deployment = "";

    /**
     * What a delivery plane is made of.
     *
     * @param providers with the state of their guards, which live calls share
     * @param queues makes the queue of an event loop, on that event loop
     * @param tls TLS towards providers
     * @param alarm for what puts data at risk
     * @param levers what operators want
     * @param tracing null if it is off
     * @param invalidation of answers that a delivered write makes out of date; null if none are kept
     */
    public record Parts(
            Collection<Provider> providers,
            Supplier<WriteQueue> queues,
            TlsSettings tls,
            Alarm alarm,
            Ticker ticker,
            Chance chance,
            Levers levers,
            @Nullable Tracing tracing,
            @Nullable WriteInvalidation invalidation) {}

    public DeliveryPlane(Vertx vertx, DeliverySettings settings, Parts parts) {
        this.vertx = vertx;
        this.settings = settings;
        this.parts = parts;
        for (Provider provider : parts.providers()) {
            drains.put(
                    provider.settings().name(),
                    new ProviderDrain(provider, settings, parts.ticker(), parts.chance(), parts.alarm()));
        }
    }

    /** Begins to deliver. */
    public Future<Void> start() {
        for (Provider provider : parts.providers()) {
            for (Lookup lookup : provider.routes().lookupsWithoutRoute()) {
                LOG.warnf(
                        "%s: parked writes of %s %s are not looked up, since no route takes GET %s",
                        provider.settings().name(), lookup.method(), lookup.path(), lookup.ask());
            }
        }
        DeploymentOptions many = new DeploymentOptions().setInstances(settings.eventLoops());
        return vertx.deployVerticle(Loop::new, many)
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    /** Claims nothing more, gives back what was not sent, and waits, for a while, for what was. */
    public Future<Void> stop() {
        String id = deployment;
        deployment = "";
        return id.isEmpty() ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** A hint: something was put into {@code partition}. */
    public void wake(int partition) {
        loops.forEach(loop -> loop.wake(partition));
    }

    /** How each provider's backlog is delivered. */
    public Collection<ProviderDrain> drains() {
        return drains.values();
    }

    /** What delivers on one event loop. */
    private final class Loop extends AbstractVerticle {

        private final int number = next.getAndIncrement();
        private final List<GuardedProvider> providers = new ArrayList<>();
        private @Nullable Work work;

        @Override
        public void start() {
            for (Provider provider : parts.providers()) {
                providers.add(new GuardedProvider(provider, vertx, parts.ticker(), parts.tls(), parts.tracing()));
            }
            WriteQueue queue = parts.queues().get();
            Rounds rounds = new Rounds(vertx, queue, settings, parts.ticker(), parts.chance());
            Deliverer deliverer = new Deliverer(
                    new Deliverer.Parts(
                            vertx,
                            queue,
                            settings,
                            parts.alarm(),
                            parts.ticker(),
                            new Backoff(settings.backoff(), parts.chance()),
                            new Backoff(TO_STORE, parts.chance()),
                            parts.levers(),
                            parts.tracing(),
                            parts.invalidation()),
                    providers,
                    drains,
                    rounds::wake);
            Sweeps sweeps = new Sweeps(vertx, queue, settings.polls().sweep(), parts.chance(), rounds::wake);
            List<Integer> mine = partitions(queue.partitions());
            Reconciler reconciler = new Reconciler(
                    new Reconciler.Parts(
                            vertx,
                            queue,
                            settings.lookups(),
                            providers,
                            drains,
                            parts.ticker(),
                            parts.chance(),
                            parts.levers(),
                            parts.tracing()),
                    rounds::wake);
            rounds.start(mine, deliverer);
            sweeps.start(mine);
            reconciler.start(mine);
            work = new Work(rounds, deliverer, sweeps, reconciler);
            loops.add(this);
        }

        private List<Integer> partitions(int count) {
            List<Integer> mine = new ArrayList<>();
            for (int partition = number % settings.eventLoops();
                    partition < count;
                    partition += settings.eventLoops()) {
                mine.add(partition);
            }
            return mine;
        }

        void wake(int partition) {
            Work now = work;
            if (now != null && partition % settings.eventLoops() == number % settings.eventLoops()) {
                context.runOnContext(turn -> now.rounds().wake(partition));
            }
        }

        @Override
        public void stop(Promise<Void> stopped) {
            loops.remove(this);
            Work now = work;
            Future<Void> quiet = now == null ? Future.succeededFuture() : now.stop();
            long patience = vertx.setTimer(Math.max(1, settings.stopWait().toMillis()), id -> {
                LOG.warn("attempts were still under way when delivery was to stop: their leases will run out");
                close(stopped);
            });
            quiet.onComplete(done -> {
                if (vertx.cancelTimer(patience)) {
                    close(stopped);
                }
            });
        }

        private void close(Promise<Void> stopped) {
            List<Future<Void>> closing = new ArrayList<>();
            providers.forEach(provider -> closing.add(provider.close()));
            Future.join(closing).<Void>mapEmpty().onComplete(stopped);
        }
    }

    /** The parts of one event loop's work. */
    private record Work(Rounds rounds, Deliverer deliverer, Sweeps sweeps, Reconciler reconciler) {

        Future<Void> stop() {
            rounds.stop();
            sweeps.stop();
            reconciler.stop();
            return deliverer.stop();
        }
    }
}
