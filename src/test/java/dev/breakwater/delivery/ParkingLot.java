package dev.breakwater.delivery;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.store.Partitions;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.InMemoryWriteQueue;
import dev.breakwater.writequeue.Intent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.QueueSettings;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.Settlement;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Parked writes of the route {@code psp/pay}, in one partition, and two replicas' reconcilers, which look when they are
 * told. Time stands still until it is put forward, and chance is always a half.
 */
final class ParkingLot implements AutoCloseable {

    static final Scope PAY = new Scope("psp", "pay");
    static final Duration MARGIN = Duration.ofMinutes(1);
    static final Duration MAX_WAIT = Duration.ofHours(20);
    static final Duration OPEN_FOR = Duration.ofSeconds(2);

    /** The smallest step that is of account. */
    static final Duration SLACK = Duration.ofMillis(100);

    /** After which everything is asked about again. */
    static final Duration LONGEST = Duration.ofSeconds(160);

    private static final Duration NEVER = Duration.ofDays(365);
    private static final Duration LEASE = Duration.ofSeconds(1);

    private static final DeliverySettings.Lookups LOOKUPS = new DeliverySettings.Lookups(
            NEVER, new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(10), LONGEST), MARGIN);

    private static final class Still implements Ticker {

        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    }

    private final Still ticker = new Still();
    private final HookedQueue queue = new HookedQueue(new InMemoryWriteQueue(
            new QueueSettings(new Partitions(1), 100_000, Duration.ofHours(1), MARGIN), ticker, Tokens.system()));
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final List<Integer> woken = new CopyOnWriteArrayList<>();
    private final AtomicInteger parked = new AtomicInteger();
    private final String url;
    private final Path dir;

    private List<Replica> replicas = List.of();

    /** One event loop's reconciler. */
    private record Replica(Context context, Reconciler reconciler, ProviderDrain drain) {}

    ParkingLot(String url, Path dir, String contract) {
        this.url = url;
        this.dir = dir;
        use(contract);
    }

    /** From here on, the provider has this contract. */
    void use(String contract) {
        replicas = List.of(replica(contract), replica(contract));
    }

    private Replica replica(String contract) {
        Path file;
        try {
            file = Files.writeString(Files.createTempFile(dir, "own", ".yaml"), contract);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        Providers providers = Providers.of(RoutesFromYaml.read("""
                psp:
                  base-url: %s
                  contract: %s
                  credential: { header: Authorization, value: Bearer sk_test_1 }
                  attempt-timeout: 5s
                  answer-held: 1KiB
                  breaker: { minimum-calls: 1, open-for: %dms, probes: 1 }
                  routes: [{ name: pay, match: POST /v1/pay }]
                """.formatted(url, file, OPEN_FOR.toMillis())), ticker);
        ProviderDrain drain = new ProviderDrain(
                providers.all().get(0), DeliverySettings.USUAL, ticker, () -> 0.5, (cause, detail) -> {});
        Map<String, ProviderDrain> drains = new LinkedHashMap<>(Map.of("psp", drain));
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Replica> made = new CompletableFuture<>();
        context.runOnContext(on -> {
            GuardedProvider guarded =
                    new GuardedProvider(providers.all().get(0), vertx, ticker, (name, options) -> {}, null);
            Reconciler reconciler = new Reconciler(
                    new Reconciler.Parts(
                            vertx,
                            queue.shared,
                            LOOKUPS,
                            List.of(guarded),
                            drains,
                            ticker,
                            () -> 0.5,
                            Levers.NONE,
                            null),
                    woken::add);
            reconciler.start(List.of(0));
            made.complete(new Replica(context, reconciler, drain));
        });
        return made.join();
    }

    void forward(Duration by) {
        ticker.nanos.addAndGet(by.toNanos());
    }

    /** A write with this reference, sent and parked without an answer. */
    WriteId park(String reference) {
        return park(pay(reference));
    }

    List<WriteId> park(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    forward(Duration.ofNanos(1_000_000));
                    return park("order-" + i);
                })
                .toList();
    }

    WriteId park(StoredRequest request) {
        WriteId id = put(request);
        parkAgain();
        return id;
    }

    /** A write that was parked before anything of it was sent. */
    WriteId parkUnsent(String reference) {
        WriteId id = put(pay(reference));
        await(queue.shared.settle(claim(), new Settlement.Park("a bug")));
        return id;
    }

    /** What is due is sent, and parked without an answer. */
    void parkAgain() {
        LeasedWrite lease = claim();
        if (await(queue.shared.intend(lease)) != Intent.SEND) {
            throw new AssertionError("it may not be sent");
        }
        await(queue.shared.settle(lease, new Settlement.Park("the answer is lost")));
    }

    LeasedWrite claim() {
        return await(queue.shared.claim(0, Map.of(PAY, 1), LEASE)).get(0);
    }

    void sweep() {
        await(queue.shared.sweep(0, 100));
    }

    private static StoredRequest pay(String reference) {
        return new StoredRequest(
                "POST",
                "/psp/v1/pay",
                List.of(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("Account", "acct_7"),
                        Map.entry("Idempotency-Key", "of-client")),
                ("{\"reference\":\"" + reference + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private WriteId put(StoredRequest request) {
        IdempotencyKey key = new IdempotencyKey("key-" + parked.incrementAndGet());
        WriteId id = new WriteId(0, new KeyScope("shop", PAY, key).hash());
        await(queue.shared.enqueue(new NewWrite(
                id, "shop", PAY, null, key, request, null, MAX_WAIT, Duration.ZERO, null, Durability.MEMORY, null)));
        return id;
    }

    /** The first replica looks at its next page, and is ready with it. */
    void look() {
        lookAsync(0).join();
    }

    CompletableFuture<Void> lookAsync(int replica) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Replica of = replicas.get(replica);
        of.context()
                .runOnContext(on -> of.reconciler().page().onComplete(over -> {
                    if (over.succeeded()) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(over.cause());
                    }
                }));
        return done;
    }

    ProviderDrain drain() {
        return replicas.get(0).drain();
    }

    /** The partitions that were said to have something due. */
    List<Integer> woken() {
        return new ArrayList<>(woken);
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

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
