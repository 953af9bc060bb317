package dev.breakwater.fault.queue;

import dev.breakwater.Assembly;
import dev.breakwater.Keeping;
import dev.breakwater.Planes;
import dev.breakwater.audit.AuditSettings;
import dev.breakwater.cache.CacheConfig;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.delivery.DeliverySettings.Polls;
import dev.breakwater.delivery.DeliverySettings.Rests;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreNodes;
import dev.breakwater.vault.AesGcmVault;
import dev.breakwater.vault.VaultConfig;
import dev.breakwater.vault.VaultReader;
import dev.breakwater.writequeue.QueueConfig;
import dev.breakwater.writequeue.QueueOptions;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The gateway as a process of its own: the product's parts, with seams at which it may die or be wrong, and with short
 * waits. Arguments: its configuration, its port, the store's port, and the file that says by how many milliseconds the
 * store's clock is ahead.
 */
public final class Gateway {

    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final long CLOCK_LOOK_MILLIS = 50;
    private static final Duration BACKOFF_MAX =
            Duration.ofMillis(Long.parseLong(System.getenv().getOrDefault("BACKOFF_MAX_MILLIS", "300")));

    /**
     * As usual, but patient for tenths of seconds and not for minutes. {@code BACKOFF_MAX_MILLIS} changes how patient.
     */
    private static final DeliverySettings DELIVERY = new DeliverySettings(
            1,
            64,
            32,
            64,
            Duration.ofSeconds(10),
            new Polls(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(200)),
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(50), BACKOFF_MAX),
            12,
            new Rests(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(50)),
            Duration.ofSeconds(2),
            DeliverySettings.USUAL.lookups());

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final AtomicLong shiftMillis = new AtomicLong();
    private final CrashPoints points = CrashPoints.of(System.getenv());
    private final String variants = System.getenv().getOrDefault("WRONG", "");

    private Gateway() {}

    public static void main(String[] arguments) throws IOException {
        new Gateway().start(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]), Path.of(arguments[3]));
    }

    private void start(Path yaml, String port, int storePort, Path clockShift) throws IOException {
        readShift(clockShift);
        vertx.setPeriodic(
                CLOCK_LOOK_MILLIS,
                timer -> vertx.executeBlocking(() -> {
                            readShift(clockShift);
                            return null;
                        })
                        .onFailure(unreadable -> LOG.warn("the clock's shift cannot be read", unreadable)));
        Faults faults = new Faults();
        SmallRyeConfig config = config(yaml, port);
        QueueOptions options = QueueOptions.read(config.getConfigMapping(QueueConfig.class), faults);
        CacheSettings cache = CacheSettings.read(config.getConfigMapping(CacheConfig.class), faults);
        Assembly assembly = Assembly.read(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(IngressConfig.class),
                config.getConfigMapping(OperatorsConfig.class),
                options.durability(),
                true,
                Ticker.system(),
                faults);
        Keeping keeping = keeping(storePort, options, config.getConfigMapping(VaultConfig.class), faults);
        if (!faults.all().isEmpty()) {
            throw new IllegalArgumentException(faults.report());
        }
        Planes planes = assembly.planes(
                vertx,
                (name, client) -> {},
                server -> server,
                Ticker.system(),
                Chance.system(),
                delivery(),
                cache,
                keeping,
                null);
        planes.start().toCompletionStage().toCompletableFuture().join();
        LOG.infof("listens on %d", planes.data().port());
    }

    private Keeping keeping(int storePort, QueueOptions options, VaultConfig vault, Faults faults) {
        Alarm alarm = (cause, detail) -> LOG.errorf("data at risk: cause=%s %s", cause, detail);
        Redis redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + storePort)
                        .setMaxPoolSize(16)
                        .setMaxPoolWaiting(64));
        return new Keeping(
                new Store(
                        vertx,
                        StoreNodes.of(redis),
                        options.store(),
                        alarm,
                        Ticker.system(),
                        Tokens.system(),
                        shiftMillis::get),
                new AesGcmVault(Objects.requireNonNull(VaultReader.read(vault, true, faults))),
                AuditSettings.rehearsal(),
                options.settings(),
                alarm,
                Ticker.system(),
                Tokens.system(),
                new Keeping.Seams(
                        claims -> new CrashingClaims(claims, points),
                        queue -> new CrashingQueue(WrongQueue.of(variants, queue, vertx), points)));
    }

    /** With {@code DELIVERY=usual} as in production: for what is measured in production's seconds. */
    private static DeliverySettings delivery() {
        return "usual".equals(System.getenv("DELIVERY")) ? DeliverySettings.USUAL : DELIVERY;
    }

    private static SmallRyeConfig config(Path yaml, String port) throws IOException {
        return new SmallRyeConfigBuilder()
                .withMapping(ProvidersConfig.class)
                .withMapping(IngressConfig.class)
                .withMapping(OperatorsConfig.class)
                .withMapping(QueueConfig.class)
                .withMapping(CacheConfig.class)
                .withMapping(VaultConfig.class)
                .withSources(
                        new YamlConfigSource("gateway", Files.readString(yaml), 100),
                        new PropertiesConfigSource(Map.of("breakwater.ingress.port", port), "port", 200))
                .withValidateUnknown(false)
                .build();
    }

    private void readShift(Path file) throws IOException {
        shiftMillis.set(Long.parseLong(Files.readString(file).strip()));
    }
}
