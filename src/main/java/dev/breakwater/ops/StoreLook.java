package dev.breakwater.ops;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.ops.ProviderStatus.ProviderQueue;
import dev.breakwater.ops.StatusView.QueueView;
import dev.breakwater.ops.StatusView.ReplicaView;
import dev.breakwater.writequeue.Depth;
import dev.breakwater.writequeue.WriteQueue;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the store says of the queue and of the replicas: asked only when somebody wants to know, and once a second at
 * the most.
 *
 * <p>Threading: safe for any thread.
 */
@Singleton
class StoreLook {

    private static final Duration FRESH =
            Duration.ofMillis(900); // below a second, so that each tick of a watch is news
    private static final Duration USABLE = Duration.ofSeconds(5);

    private final Instance<Optional<OperatorQueue>> queues;
    private final Instance<Optional<OrderBook>> books;
    private final Ticker ticker = Ticker.system();
    private final QueueTrend trend = new QueueTrend();
    private @Nullable CompletionStage<Seen> asked;
    private long askedNanos;
    private volatile Seen last = new Seen(Long.MIN_VALUE, null, Map.of(), null);

    @Inject
    StoreLook(Instance<Optional<OperatorQueue>> queues, Instance<Optional<OrderBook>> books) {
        this.queues = queues;
        this.books = books;
    }

    /** What was seen; nulls where nothing was. {@code queues} has what waits of each provider. */
    record Seen(
            long atNanos,
            @Nullable QueueView queue,
            Map<String, ProviderQueue> queues,
            @Nullable List<ReplicaView> replicas) {

        static final Seen NOTHING = new Seen(0, null, Map.of(), null);
    }

    /** What it says now. The future never fails. */
    synchronized CompletionStage<Seen> ask() {
        CompletionStage<Seen> before = asked;
        boolean done = before != null && before.toCompletableFuture().isDone();
        if (before != null && (!done || ticker.nanos() - askedNanos < FRESH.toNanos())) {
            return before;
        }
        askedNanos = ticker.nanos();
        CompletionStage<Seen> now = look();
        asked = now;
        return now;
    }

    /** What it said last, without waiting; nothing if that was long ago. */
    Seen last() {
        return last(USABLE);
    }

    /** The same, where what was said may be as old as that. */
    Seen last(Duration old) {
        Seen seen = last;
        return seen.atNanos() != Long.MIN_VALUE && ticker.nanos() - seen.atNanos() < old.toNanos()
                ? seen
                : Seen.NOTHING;
    }

    private CompletionStage<Seen> look() {
        OperatorQueue queue = queues.get().orElse(null);
        OrderBook book = books.get().orElse(null);
        if (queue == null || book == null) {
            return CompletableFuture.completedFuture(Seen.NOTHING);
        }
        CompletionStage<@Nullable List<ReplicaView>> replicas = book.followers()
                .<@Nullable List<ReplicaView>>map(
                        all -> all.stream().map(ReplicaView::of).toList())
                .otherwiseEmpty()
                .toCompletionStage();
        return queue.askAll(WriteQueue::depth)
                .handle((depths, down) -> depths)
                .thenCombine(replicas, (depths, there) -> {
                    Seen seen = depths == null
                            ? new Seen(ticker.nanos(), null, Map.of(), there)
                            : new Seen(ticker.nanos(), view(depths), ofProviders(depths), there);
                    last = seen;
                    return seen;
                });
    }

    private static Map<String, ProviderQueue> ofProviders(List<Depth> partitions) {
        Map<String, ProviderQueue> all = new HashMap<>();
        for (Depth partition : partitions) {
            partition
                    .providers()
                    .forEach((name, depth) -> all.merge(name, ProviderQueue.of(depth), ProviderQueue::and));
        }
        return Map.copyOf(all);
    }

    private QueueView view(List<Depth> partitions) {
        int pending = partitions.stream().mapToInt(Depth::pending).sum();
        int leased = partitions.stream().mapToInt(Depth::leased).sum();
        return new QueueView(
                pending,
                leased,
                partitions.stream().mapToInt(Depth::parked).sum(),
                partitions.stream().mapToInt(Depth::dead).sum(),
                partitions.stream()
                        .mapToLong(depth -> depth.oldest().toSeconds())
                        .max()
                        .orElse(0),
                trend.drainSeconds(pending + leased, ticker.nanos()));
    }
}
