package dev.breakwater;

import dev.breakwater.audit.AuditConfig;
import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditSettings;
import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheConfig;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Configured;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ingress.DataPlane;
import dev.breakwater.ingress.DoorTls;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.OperatorDirectory;
import dev.breakwater.ops.OperatorQueue;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.pipeline.FleetPulse;
import dev.breakwater.pipeline.Tally;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.store.LoudAlarm;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreClient;
import dev.breakwater.store.StoreMetrics;
import dev.breakwater.trace.ConfiguredTracing;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.Providers;
import dev.breakwater.upstream.RegistryTls;
import dev.breakwater.vault.AesGcmVault;
import dev.breakwater.vault.KeyRing;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.vault.VaultReader;
import dev.breakwater.writequeue.QueueConfig;
import dev.breakwater.writequeue.QueueOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts the data plane with the application and stops it with it, and hands the parts to the control plane. */
@ApplicationScoped
class Breakwater {

    private static final Logger LOG = Logger.getLogger(Breakwater.class);
    private static final Duration LEVERS_LOOK = Duration.ofMillis(500);
    private static final Duration KEYS_LOOK = Duration.ofSeconds(10);
    private static final Duration START_MAX = Duration.ofSeconds(30);

    private final DoorTls tls;
    private final Assembly assembly;
    private final Planes planes;
    private final LoudAlarm alarm = new LoudAlarm(Ticker.system());
    private final Vertx vertx;
    private final @Nullable KeyRing keys;
    private final Config config;
    private final Optional<OperatorQueue> operatorQueue;
    private final MeterRegistry meters;
    private final @Nullable PushedMetrics push;

    @Inject
    Breakwater(
            Vertx vertx,
            Config config,
            ProvidersConfig providers,
            IngressConfig ingress,
            OperatorsConfig operators,
            QueueConfig queue,
            CacheConfig cache,
            VaultConfig vault,
            AuditConfig audit,
            MetricsConfig metrics,
            MeterRegistry meters,
            StoreClient client,
            TlsConfigurationRegistry registry,
            ConfiguredTracing traces,
            Instance<Configured> others) {
        this.tls = new DoorTls(registry);
        RegistryTls providerTls = new RegistryTls(registry);
        Ticker ticker = Ticker.system();
        Faults faults = new Faults();
        KnownKeys.check(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class), faults);
        boolean rehearsal = LaunchMode.current() != LaunchMode.NORMAL;
        QueueOptions options = QueueOptions.read(queue, faults);
        MetricsSettings metricsSettings = MetricsSettings.read(metrics, faults);
        CacheSettings cacheSettings = CacheSettings.read(cache, faults);
        this.assembly = Assembly.read(providers, ingress, operators, options.durability(), rehearsal, ticker, faults);
        Store store = client.store(vertx, options.store(), alarm, ticker, Tokens.system());
        this.vertx = vertx;
        this.config = config;
        this.meters = meters;
        this.keys = store == null ? null : VaultReader.read(vault, rehearsal, faults);
        AuditSettings auditSettings = store == null ? null : AuditSettings.read(audit, rehearsal, faults);
        if (store == null) {
            assembly.checkQueues(faults);
        }
        tls.check(assembly.settings(), faults);
        providerTls.check(assembly.routes(), faults);
        others.forEach(other -> other.check(faults));
        Tracing tracing = traces.tracing(ticker, faults);
        OwnPorts.check(config, assembly.settings().port(), faults);
        if (!faults.all().isEmpty()) {
            throw new ConfigurationException(faults.report());
        }
        Keeping keeping = store == null || keys == null || auditSettings == null
                ? null
                : new Keeping(
                        store,
                        new AesGcmVault(keys),
                        auditSettings,
                        options.settings(),
                        alarm,
                        ticker,
                        Tokens.system(),
                        Keeping.Seams.NONE);
        this.operatorQueue = Optional.ofNullable(keeping)
                .map(kept -> new OperatorQueue(
                        new OperatorQueue.Parts(kept.store(), vertx.getOrCreateContext(), kept::queue)));
        this.planes = assembly.planes(
                vertx,
                providerTls,
                this::serverTls,
                ticker,
                Chance.system(),
                DeliverySettings.USUAL
                        .withWorkersPerRoute(options.workersPerRoute())
                        .withPauseMargin(options.keyAgeMargin()),
                cacheSettings,
                keeping,
                tracing,
                metricsSettings.enabled() ? meters : null);
        if (metricsSettings.enabled()) {
            StoreMetrics.show(meters, alarm);
        }
        String otlpUrl = metricsSettings.otlpUrl();
        this.push = otlpUrl == null ? null : new PushedMetrics(otlpUrl, metricsSettings.otlpEvery());
    }

    @MayBlock
    void start(@Observes StartupEvent event) {
        try {
            planes.start()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(START_MAX.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException failed) {
            throw cannotListen(failed);
        }
        AuditLog audit = planes.audit();
        OrderBook orders = planes.orders();
        if (audit != null && orders != null) {
            ConfigurationInForce.of(
                            config,
                            assembly.routes(),
                            orders.replica(),
                            audit.key().id())
                    .noteIn(audit, vertx);
        }
        if (orders == null) { // the order book does so with each look at the store
            vertx.setPeriodic(LEVERS_LOOK.toMillis(), id -> planes.levers().refresh());
        }
        KeyRing ring = keys;
        if (ring != null) {
            vertx.setPeriodic(
                    KEYS_LOOK.toMillis(),
                    id -> vertx.executeBlocking(() -> {
                        ring.refresh();
                        return null;
                    }));
        }
        if (push != null) {
            push.start();
        }
        LOG.infof(
                "data plane listens on %s:%d",
                assembly.settings().host(), planes.data().port());
    }

    /** It will stop after {@code quarkus.shutdown.delay}; readiness has said so already. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        LOG.info("this replica leaves: it serves whoever still calls, and asks to be called no more");
        planes.data().leave();
    }

    @MayBlock
    void stop(@Observes ShutdownEvent event) {
        planes.stop().toCompletionStage().toCompletableFuture().join();
        if (push != null) {
            push.stop();
        }
        Measuring.forget(meters);
    }

    /**
     * That an address is taken or not of this machine is no bug: it is told like any other fault of a configuration.
     */
    private RuntimeException cannotListen(CompletionException failed) {
        if (!(failed.getCause() instanceof IOException cause)) {
            return failed;
        }
        Faults faults = new Faults();
        faults.add(
                "breakwater.ingress.port",
                String.valueOf(assembly.settings().port()),
                "cannot be listened on at breakwater.ingress.host '"
                        + assembly.settings().host() + "' (" + cause.getMessage()
                        + "); stop what listens there, or choose another port or host");
        return new ConfigurationException(faults.report());
    }

    private HttpServerOptions serverTls(HttpServerOptions options) {
        return tls.apply(assembly.settings().tls().orElseThrow(), options);
    }

    /** The port that the data plane is bound to. */
    int port() {
        return planes.data().port();
    }

    @Produces
    @Singleton
    DataPlane dataPlane() {
        return planes.data();
    }

    @Produces
    @Singleton
    Providers providers() {
        return assembly.providers();
    }

    @Produces
    @Singleton
    FleetPulse pulse() {
        return planes.pulse();
    }

    @Produces
    @Singleton
    Tally tally() {
        return assembly.tally();
    }

    @Produces
    @Singleton
    LoudAlarm alarm() {
        return alarm;
    }

    /** The store, or null if none is configured. */
    @Produces
    @Dependent
    @Nullable
    Store store() {
        return planes.store();
    }

    @Produces
    @Singleton
    Optional<OperatorQueue> operatorQueue() {
        return operatorQueue;
    }

    @Produces
    @Singleton
    Optional<AnswerCache> answers() {
        return Optional.ofNullable(planes.answers());
    }

    @Produces
    @Singleton
    ReplicaLevers levers() {
        return planes.levers();
    }

    @Produces
    @Singleton
    Optional<OrderBook> orders() {
        return Optional.ofNullable(planes.orders());
    }

    @Produces
    @Singleton
    Optional<AuditLog> audit() {
        return Optional.ofNullable(planes.audit());
    }

    @Produces
    @Singleton
    OperatorDirectory operators() {
        return assembly.operators();
    }
}
