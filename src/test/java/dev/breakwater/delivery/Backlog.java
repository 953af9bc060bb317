package dev.breakwater.delivery;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.store.Partitions;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.InMemoryWriteQueue;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.QueueSettings;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Queued writes of the route {@code psp/pay}, and a delivery plane that takes them to a provider. */
final class Backlog implements AutoCloseable {

    static final Scope PAY = new Scope("psp", "pay");

    /** Everything short, so that a test is. */
    static final DeliverySettings QUICK = new DeliverySettings(
            2,
            16,
            8,
            16,
            Duration.ofSeconds(5),
            new DeliverySettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(50)),
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(20), Duration.ofMillis(100)),
            4,
            new DeliverySettings.Rests(
                    Duration.ofSeconds(1), Duration.ofMillis(400), Duration.ofSeconds(5), Duration.ofMillis(100)),
            Duration.ofSeconds(5),
            new DeliverySettings.Lookups(
                    Duration.ofMillis(50),
                    new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofMillis(200)),
                    Duration.ofMinutes(1)));

    /** The machine's clock, which a test can put forward. */
    static final class Shifted implements Ticker {

        private final AtomicLong shift = new AtomicLong();

        void forward(Duration by) {
            shift.addAndGet(by.toNanos());
        }

        @Override
        public long nanos() {
            return Ticker.system().nanos() + shift.get();
        }

        @Override
        public Instant now() {
            return Ticker.system().now().plusNanos(shift.get());
        }
    }

    final Shifted ours = new Shifted();
    final Shifted stores = new Shifted();
    final HookedQueue queue = new HookedQueue(new InMemoryWriteQueue(
            new QueueSettings(new Partitions(4), 100_000, Duration.ofHours(1), Duration.ofMinutes(1)),
            stores,
            Tokens.system()));
    final List<String> alarms = new CopyOnWriteArrayList<>();
    final Alarm alarm = (cause, detail) -> alarms.add(cause + ": " + detail);
    final Providers providers;
    final DeliveryPlane plane;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private Duration keyWindow = Duration.ofHours(24);

    /** @param settings of the provider, beyond its address and credential */
    Backlog(String url, String settings) {
        this(url, settings, QUICK);
    }

    Backlog(String url, String settings, DeliverySettings delivery) {
        String yaml = """
                psp:
                  base-url: %s
                  credential: { header: Authorization, value: Bearer sk_test_1 }
                  routes: [{ name: pay, match: POST /v1/payment_intents }]
                """.formatted(url) + settings.indent(2);
        providers = Providers.of(RoutesFromYaml.read(yaml), ours);
        plane = new DeliveryPlane(
                vertx,
                delivery,
                new DeliveryPlane.Parts(
                        providers.all(),
                        () -> queue.shared,
                        (name, options) -> {},
                        alarm,
                        ours,
                        Chance.system(),
                        Levers.NONE,
                        null,
                        null));
    }

    Backlog start() {
        await(plane.start());
        return this;
    }

    Backlog withKeyWindow(Duration window) {
        keyWindow = window;
        return this;
    }

    Provider provider() {
        return providers.all().get(0);
    }

    ProviderDrain drain() {
        return plane.drains().iterator().next();
    }

    /** A write that pays, under {@code key}. */
    WriteId pay(String key) {
        return put(key, null, Duration.ofHours(1), "pm_card_visa", null);
    }

    /** So many of them, named by their number. */
    List<WriteId> pay(int count) {
        return IntStream.range(0, count).mapToObj(i -> pay("order-" + i)).toList();
    }

    /** What comes of a live call of the same route, by connections of its own. */
    Outcome payLive() {
        Promise<Outcome> told = Promise.promise();
        vertx.runOnContext(now -> {
            GuardedProvider live = new GuardedProvider(provider(), vertx, ours, (name, options) -> {}, null);
            Exchange exchange = new Exchange(
                    "POST", Target.of("/psp/v1/payment_intents", ""), MultiMap.caseInsensitiveMultiMap(), ours.nanos());
            live.upstream(provider().routes().all().get(0)).attempt(exchange).onComplete(told);
        });
        return await(told.future());
    }

    WriteId put(String key, @Nullable String lane, Duration maxWait, String card, @Nullable Duration doubt) {
        String form = "amount=100&currency=eur&payment_method=" + card + "&confirm=true";
        return put(
                key,
                lane,
                maxWait,
                new StoredRequest(
                        "POST",
                        "/psp/v1/payment_intents",
                        List.of(Map.entry("Content-Type", "application/x-www-form-urlencoded")),
                        form.getBytes(StandardCharsets.UTF_8)),
                doubt);
    }

    WriteId put(
            String key, @Nullable String laneValue, Duration maxWait, StoredRequest request, @Nullable Duration doubt) {
        Lane lane = laneValue == null ? null : new Lane("psp", laneValue);
        IdempotencyKey shown = new IdempotencyKey(key);
        String hash = new KeyScope("shop", PAY, shown).hash();
        WriteId id = new WriteId(queue.shared.partition(lane, hash), hash);
        NewWrite write = new NewWrite(
                id, "shop", PAY, lane, shown, request, null, maxWait, keyWindow, doubt, Durability.MEMORY, null);
        await(queue.shared.enqueue(write));
        plane.wake(id.partition());
        return id;
    }

    QueuedWrite find(WriteId id) {
        QueuedWrite found = await(queue.shared.find(id));
        if (found == null) {
            throw new AssertionError("no such write: " + id);
        }
        return found;
    }

    String state(WriteId id) {
        return find(id).state().label();
    }

    long count(List<WriteId> ids, String state) {
        return ids.stream().filter(id -> state(id).equals(state)).count();
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(plane.stop());
        await(vertx.close());
    }
}
