package dev.breakwater.edge;

import dev.breakwater.Assembly;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.ingress.DataPlane;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.upstream.Provider;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A data plane of its own for one test: the product's parts, put together from YAML, on a free port. Closing it fails
 * if an event loop was blocked meanwhile.
 */
public final class Edge implements AutoCloseable {

    /** The key of the client {@code test} in every edge. */
    public static final String KEY = "k-1";

    /** What a blocked event loop is: Vert.x' own limit. */
    private static final Duration BLOCKED = Duration.ofSeconds(2);

    private static final String CLIENTS = """
            breakwater:
              ingress: { host: 127.0.0.1, port: 0, idle-timeout: 620s }
              clients:
                test: { key-sha256: 7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b }
            """;

    private final Vertx vertx;
    private final Assembly assembly;
    private final DataPlane dataPlane;
    private final List<String> blocked = new CopyOnWriteArrayList<>();

    /** Starts an edge; {@code providers} is what stands below {@code breakwater.providers}, with no indentation. */
    public static Edge start(String providers) {
        return start("", providers);
    }

    /** The same with more below {@code breakwater}, such as clients or the ingress' limits. */
    public static Edge start(String more, String providers) {
        return new Edge(more, providers, (name, options) -> {}, options -> options, new AddressResolverOptions());
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
        assembly = Assembly.read(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(IngressConfig.class),
                config.getConfigMapping(OperatorsConfig.class),
                true,
                Ticker.system(),
                faults);
        if (!faults.all().isEmpty()) {
            throw new IllegalArgumentException(faults.report());
        }
        dataPlane = assembly.dataPlane(vertx, toProviders, door, Ticker.system(), Chance.system());
        dataPlane.start().toCompletionStage().toCompletableFuture().join();
    }

    /** A configuration from YAML, with the product's mappings. */
    public static SmallRyeConfig config(String more, String providers) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(ProvidersConfig.class)
                .withMapping(IngressConfig.class)
                .withMapping(OperatorsConfig.class)
                .withSources(new YamlConfigSource("clients", CLIENTS, 100));
        if (!more.isBlank()) {
            builder.withSources(new YamlConfigSource("more", "breakwater:\n" + more.indent(2), 300));
        }
        return builder.withSources(
                        new YamlConfigSource("providers", "breakwater:\n  providers:\n" + providers.indent(4), 200))
                .withValidateUnknown(false)
                .build();
    }

    public int port() {
        return dataPlane.port();
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
        dataPlane.stop().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        if (!blocked.isEmpty()) {
            throw new AssertionError("an event loop was blocked: " + blocked);
        }
    }
}
