package dev.breakwater.ops;

import dev.breakwater.ops.ProviderStatus.ProviderQueue;
import dev.breakwater.upstream.Providers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What waits in the store, as metrics, for each provider. The store is looked at every few seconds, not when somebody
 * asks for metrics; while it is away, nothing is known, and that is not 0.
 *
 * <p>Threading: started and stopped once; read by any thread.
 */
@Singleton
class QueueMetrics {

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration KNOWN_FOR = EVERY.multipliedBy(3);

    private final MeterRegistry registry;
    private final StoreLook look;
    private final Instance<Providers> providers;
    private final Instance<Optional<OperatorQueue>> queues;
    private final Vertx vertx;
    private final boolean enabled;
    private volatile long timer = -1;

    @Inject
    QueueMetrics(
            MeterRegistry registry,
            StoreLook look,
            Instance<Providers> providers,
            Instance<Optional<OperatorQueue>> queues,
            Vertx vertx,
            @ConfigProperty(name = "breakwater.metrics.enabled", defaultValue = "true") boolean enabled) {
        this.registry = registry;
        this.look = look;
        this.providers = providers;
        this.queues = queues;
        this.vertx = vertx;
        this.enabled = enabled;
    }

    void start(@Observes StartupEvent event) {
        if (!enabled || queues.get().isEmpty()) {
            return;
        }
        providers.get().all().forEach(provider -> show(provider.settings().name()));
        look.ask();
        timer = vertx.setPeriodic(EVERY.toMillis(), id -> look.ask());
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void show(String provider) {
        show(provider, "pending", ProviderQueue::pending);
        show(provider, "leased", ProviderQueue::leased);
        show(provider, "parked", ProviderQueue::parked);
        show(provider, "dead", ProviderQueue::dead);
        gauge("breakwater.queue.oldest", provider, ProviderQueue::oldestSeconds)
                .baseUnit("seconds")
                .description("How long the oldest write has waited; 0 if none waits")
                .register(registry);
        gauge("breakwater.unknowns", provider, ProviderQueue::parked)
                .description("Writes that may have been executed, and of which nobody has found out yet")
                .register(registry);
    }

    private void show(String provider, String state, ToDoubleFunction<ProviderQueue> count) {
        gauge("breakwater.queue.depth", provider, count)
                .tag("state", state)
                .description("Writes in the queue of all replicas")
                .register(registry);
    }

    private Gauge.Builder<StoreLook> gauge(String name, String provider, ToDoubleFunction<ProviderQueue> value) {
        return Gauge.builder(name, look, it -> {
                    StoreLook.Seen seen = it.last(KNOWN_FOR);
                    return seen.queue() == null
                            ? Double.NaN
                            : value.applyAsDouble(seen.queues().getOrDefault(provider, ProviderQueue.NONE));
                })
                .strongReference(true)
                .tag("provider", provider);
    }
}
