package dev.breakwater.pipeline;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.Kind;
import dev.breakwater.route.LaneSource;
import dev.breakwater.route.Policy;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProvidersConfig;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTableReader;
import dev.breakwater.route.WritePolicy;
import dev.breakwater.route.WritePolicy.WithoutStore;
import dev.breakwater.store.Partitions;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.ResendRule;
import dev.breakwater.vault.Vault;
import dev.breakwater.writequeue.InMemoryWriteQueue;
import dev.breakwater.writequeue.QueueSettings;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stages 3, 6 and 7 of writes, on a clock of their own, in front of a provider that does what a test says. */
final class WriteScene {

    /** A clock that stands until it is moved. */
    static final class Clock implements Ticker {
        private long nanos = 1;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-11-25T12:00:00Z").plusNanos(nanos);
        }

        void pass(Duration time) {
            nanos += time.toNanos();
        }
    }

    static final LaneSource FIRST_OF_BODY =
            exchange -> exchange.body().length() == 0 ? null : exchange.body().getString(0, 1);

    final Clock clock = new Clock();
    final ClaimsInMemory claims = new ClaimsInMemory(clock);
    final List<String> alarms = new ArrayList<>();
    final Tally tally = new Tally(clock);
    final Route route;
    private final ProviderRoutes routes;
    private final AdmitWrite admit;
    private final ProviderKeys keys;
    private int tokens;
    private @Nullable String unstorable;
    final WriteQueue queue;
    int calls;

    /** A provider that remembers its first answers, or one that knows no keys. */
    WriteScene(boolean keyed, WritePolicy writes) {
        this(keyed, writes, Function.identity());
    }

    WriteScene(boolean keyed, WritePolicy writes, Function<WriteQueue, WriteQueue> around) {
        routes = routes(keyed ? "stripe" : "none");
        Route usual = routes.all().stream()
                .filter(candidate -> candidate.kind() == Kind.WRITE)
                .findFirst()
                .orElseThrow();
        Policy policy = usual.policy();
        route = new Route(
                usual.scope(),
                "POST",
                usual.path(),
                Kind.WRITE,
                new Policy(
                        policy.attemptTimeout(),
                        policy.deadline(),
                        0,
                        null,
                        policy.retry(),
                        policy.limits(),
                        writes,
                        null));
        queue = around.apply(new InMemoryWriteQueue(
                new QueueSettings(new Partitions(4), 40, Duration.ofDays(1), Duration.ofMinutes(1)),
                clock,
                () -> "q" + ++tokens));
        Alarm alarm = (cause, detail) -> alarms.add(cause + " " + detail);
        Custody custody = new Custody(
                claims,
                queue,
                plain(),
                (exchange, cards) -> unstorable,
                alarm,
                Duration.ofDays(1),
                Future::succeededFuture);
        Means means = new Means(
                (Vertx) Proxy.newProxyInstance(
                        Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                            throw new UnsupportedOperationException(method.toString());
                        }),
                clock,
                () -> 0,
                () -> "r" + ++tokens,
                Levers.NONE);
        admit = new AdmitWrite(custody, means, new Recovery(), tally);
        keys = new ProviderKeys(means.tokens());
    }

    static WritePolicy refuse(WithoutStore without) {
        return new WritePolicy(false, null, Duration.ofHours(20), Durability.FSYNC, false, without, List.of(), false);
    }

    static WritePolicy queue(@Nullable LaneSource lane, WithoutStore without) {
        return new WritePolicy(true, lane, Duration.ofHours(20), Durability.FSYNC, false, without, List.of(), false);
    }

    void bodiesMustNotBeStored(String why) {
        unstorable = why;
    }

    Exchange post(@Nullable String key, String body) {
        Exchange exchange = new Exchange("POST", Target.of("/model/pay", ""), HttpHeaders.headers(), clock.nanos());
        exchange.authenticated(new NamedClient("shop"));
        if (key != null) {
            exchange.keyed(new IdempotencyKey(key));
        }
        exchange.arrived(Buffer.buffer(body));
        exchange.shorten(route.policy().deadline());
        return exchange;
    }

    /** How it ends if the provider, should it be called, leaves {@code outcome}. */
    Ending send(Exchange exchange, Outcome outcome) {
        Passage passage = passage(exchange);
        keys.choose(passage);
        Admission admission = admit.admit(passage).result();
        Ending over = admission.ending();
        if (over != null) {
            return over;
        }
        calls++;
        exchange.attempted();
        return admission.held().after(outcome).result();
    }

    /** What is held once it is admitted; nothing comes after. */
    Admission admit(Exchange exchange) {
        Passage passage = passage(exchange);
        keys.choose(passage);
        return admit.admit(passage).result();
    }

    private Passage passage(Exchange exchange) {
        return new Passage(
                exchange,
                route,
                new Provider(routes, clock),
                called -> Future.failedFuture("a test says what comes of it"),
                new ResendRule(route, routes.settings().contract()));
    }

    static Answer answer(int status, String body) {
        return new Answer(
                status,
                "",
                HttpHeaders.headers().set("Content-Length", String.valueOf(body.length())),
                Buffer.buffer(body),
                null);
    }

    /** A queue whose steps cannot look at keys, which have to be claimed first. */
    static Function<WriteQueue, WriteQueue> stepByStep() {
        return inner -> {
            ((InMemoryWriteQueue) inner).keepKeysElsewhere();
            return inner;
        };
    }

    /** A queue whose steps of this name fail as the store would. */
    static Function<WriteQueue, WriteQueue> failing(String step, RuntimeException failure) {
        return inner -> (WriteQueue) Proxy.newProxyInstance(
                WriteQueue.class.getClassLoader(), new Class<?>[] {WriteQueue.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(step)) {
                        return Future.failedFuture(failure);
                    }
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private static Vault plain() {
        return new Vault() {
            @Override
            public byte[] seal(byte[] open, String recordId) {
                return open;
            }

            @Override
            public byte[] open(byte[] sealed, String recordId) {
                return sealed;
            }

            @Override
            public List<String> fingerprints(byte[]... parts) {
                StringBuilder all = new StringBuilder();
                for (byte[] part : parts) {
                    all.append(new String(part, StandardCharsets.UTF_8)).append('|');
                }
                return List.of(all.toString());
            }
        };
    }

    private static ProviderRoutes routes(String contract) {
        Faults faults = new Faults();
        return new RouteTableReader(faults)
                .read(Edge.config("", "model: { base-url: 'http://127.0.0.1:1', contract: " + contract + " }")
                        .getConfigMapping(ProvidersConfig.class))
                .provider("model");
    }

    private record NamedClient(String name) implements Client {
        @Override
        public String tenant() {
            return null;
        }

        @Override
        public boolean mayUse(String provider) {
            return true;
        }

        @Override
        public long takeQuota() {
            return 0;
        }
    }
}
