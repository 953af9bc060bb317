package dev.breakwater.edge;

import dev.breakwater.Assembly;
import dev.breakwater.Keeping;
import dev.breakwater.Planes;
import dev.breakwater.audit.AuditSettings;
import dev.breakwater.cache.CacheConfig;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreNodes;
import dev.breakwater.upstream.Provider;
import dev.breakwater.vault.AesGcmVault;
import dev.breakwater.vault.KeyRing;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.vault.VaultReader;
import dev.breakwater.writequeue.QueueConfig;
import dev.breakwater.writequeue.QueueOptions;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.btc.BlockedThreadEvent;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A data plane of its own for one test: the product's parts, put together from YAML, on a free port. Closing it fails
 * if an event loop was blocked meanwhile.
 */
public final class Edge implements AutoCloseable {

    /** The key of the client {@code test} in every edge. */
    public static final String KEY = "k-1";

    /** What a blocked event loop is: more than Vert.x' own limit of 2 s, as machines may be busy. */
    private static final Duration BLOCKED = Duration.ofSeconds(5);

    private static final String CLIENTS = """
            breakwater:
              ingress: { host: 127.0.0.1, port: 0, idle-timeout: 620s }
              clients:
                test: { key-sha256: 7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b }
            """;

    private final Vertx vertx;
    private final Assembly assembly;
    private final Planes planes;
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final Alarm alarm = (cause, detail) -> alarms.add(cause + " " + detail);
    private final AtomicLong shiftMillis = new AtomicLong();
    private final List<String> blocked = new CopyOnWriteArrayList<>();

    /** Starts an edge; {@code providers} is what stands below {@code breakwater.providers}, with no indentation. */
    public static Edge start(String providers) {
        return start("", providers);
    }

    /** The same with more below {@code breakwater}, such as clients or the ingress' limits. */
    public static Edge start(String more, String providers) {
        return new Edge(more, providers, (name, options) -> {}, options -> options, new AddressResolverOptions());
    }

    /** The same with the Redis at {@code redisUri} as its store, and with delivery. */
    public static Edge startWithStore(String redisUri, String more, String providers) {
        return startWithStore(redisUri, more, providers, Keeping.Seams.NONE, DeliverySettings.USUAL);
    }

    /** The same with something around each step of the store. */
    public static Edge startWithStore(
            String redisUri, String more, String providers, Keeping.Seams seams, DeliverySettings delivery) {
        return new Edge(
                more,
                providers,
                (name, options) -> {},
                options -> options,
                new AddressResolverOptions(),
                redisUri,
                seams,
                delivery);
    }

    /** The same with names of its own: {@code hosts} are lines of a hosts file. */
    public static Edge startWithHosts(String hosts, String providers) {
        AddressResolverOptions names = new AddressResolverOptions().setHostsValue(Buffer.buffer(hosts));
        return new Edge("", providers, (name, options) -> {}, options -> options, names);
    }

    /** The same with TLS: what {@code tls-configuration-name} leads to, on either side. */
    public static Edge start(
            String more,
            String providers,
            Consumer<HttpClientOptions> toProviders,
            UnaryOperator<HttpServerOptions> door) {
        return new Edge(
                more, providers, (name, options) -> toProviders.accept(options), door, new AddressResolverOptions());
    }

    private Edge(
            String more,
            String providers,
            dev.breakwater.upstream.TlsSettings toProviders,
            UnaryOperator<HttpServerOptions> door,
            AddressResolverOptions names) {
        this(more, providers, toProviders, door, names, null, Keeping.Seams.NONE, DeliverySettings.USUAL);
    }

    private Edge(
            String more,
            String providers,
            dev.breakwater.upstream.TlsSettings toProviders,
            UnaryOperator<HttpServerOptions> door,
            AddressResolverOptions names,
            @Nullable String store,
            Keeping.Seams seams,
            DeliverySettings delivery) {
        vertx = Vertx.vertx(new VertxOptions()
                .setAddressResolverOptions(names)
                .setEventLoopPoolSize(2)
                .setMaxEventLoopExecuteTime(BLOCKED.toMillis())
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(BLOCKED.toMillis() / 3)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(this::noteBlocked);
        Faults faults = new Faults();
        SmallRyeConfig config = config(more, providers);
        QueueOptions options = QueueOptions.read(config.getConfigMapping(QueueConfig.class), faults);
        CacheSettings cache = CacheSettings.read(config.getConfigMapping(CacheConfig.class), faults);
        assembly = Assembly.read(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(IngressConfig.class),
                config.getConfigMapping(OperatorsConfig.class),
                options.durability(),
                true,
                Ticker.system(),
                faults);
        if (!faults.all().isEmpty()) {
            throw new IllegalArgumentException(faults.report());
        }
        planes = assembly.planes(
                vertx,
                toProviders,
                door,
                Ticker.system(),
                Chance.system(),
                delivery,
                cache,
                store == null ? null : keeping(store, options, config, seams),
                null,
                null);
        planes.start().toCompletionStage().toCompletableFuture().join();
    }

    private Keeping keeping(String redisUri, QueueOptions options, SmallRyeConfig config, Keeping.Seams seams) {
        Redis redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(redisUri)
                        .setMaxPoolSize(16)
                        .setMaxPoolWaiting(64));
        KeyRing ring = VaultReader.read(config.getConfigMapping(VaultConfig.class), true, new Faults());
        return new Keeping(
                new Store(
                        vertx,
                        StoreNodes.of(redis),
                        options.store(),
                        alarm,
                        Ticker.system(),
                        Tokens.system(),
                        shiftMillis::get),
                new AesGcmVault(ring),
                AuditSettings.rehearsal(),
                options.settings(),
                alarm,
                Ticker.system(),
                Tokens.system(),
                seams);
    }

    /** Puts the store's clock forward, as this edge's steps see it. */
    public void forward(Duration by) {
        shiftMillis.addAndGet(by.toMillis());
    }

    /** What operators want, as this edge sees it. */
    public ReplicaLevers levers() {
        return planes.levers();
    }

    /** How operators change that; only with a store. */
    public OrderBook orders() {
        return Objects.requireNonNull(planes.orders());
    }

    /** What was raised, each with its cause in front. */
    public List<String> alarms() {
        return alarms;
    }

    /** A configuration from YAML, with the product's mappings. */
    public static SmallRyeConfig config(String more, String providers) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(ProvidersConfig.class)
                .withMapping(IngressConfig.class)
                .withMapping(OperatorsConfig.class)
                .withMapping(QueueConfig.class)
                .withMapping(CacheConfig.class)
                .withMapping(VaultConfig.class)
                .withSources(new YamlConfigSource("clients", CLIENTS, 100));
        if (!more.isBlank()) {
            builder.withSources(new YamlConfigSource("more", "breakwater:\n" + more.indent(2), 300));
        }
        return builder.withSources(
                        new YamlConfigSource("providers", "breakwater:\n  providers:\n" + providers.indent(4), 200))
                .withValidateUnknown(false)
                .build();
    }

    /** It will be closed. */
    public void leave() {
        planes.data().leave();
    }

    public int port() {
        return planes.data().port();
    }

    /** The URL of {@code provider} at this edge: what an SDK is given as its base. */
    public String url(String provider) {
        return "http://127.0.0.1:" + port() + "/" + provider;
    }

    /** The shared state of a provider's guards. */
    public Provider provider(String name) {
        return assembly.providers().all().stream()
                .filter(provider -> provider.settings().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public Assembly assembly() {
        return assembly;
    }

    /** A young JVM on a busy machine may take seconds to load a class for the first time; that is not our blocking. */
    private static boolean loadsClasses(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("java.lang.ClassLoader")
                        || frame.getMethodName().equals("<clinit>"));
    }

    private void noteBlocked(BlockedThreadEvent event) {
        if (event.thread().getName().contains("eventloop") && !loadsClasses(event.thread())) {
            StringBuilder where =
                    new StringBuilder(event.thread().getName() + " blocked " + event.duration() + " ns at");
            for (StackTraceElement frame : event.thread().getStackTrace()) {
                where.append("\n  ").append(frame);
            }
            blocked.add(where.toString());
        }
    }

    @Override
    public void close() {
        planes.stop().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        if (!blocked.isEmpty()) {
            throw new AssertionError("an event loop was blocked: " + blocked);
        }
    }
}
