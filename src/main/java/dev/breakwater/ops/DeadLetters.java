package dev.breakwater.ops;

import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.WriteQueue;
import dev.breakwater.writequeue.WriteSearch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back, many at a time, each by the very step that puts one back: what is not dead is left alone, so
 * that nothing whose outcome is unknown is sent again. They go in the order in which they were accepted, so that those
 * of a lane keep it.
 *
 * <p>Threading: as the queue's.
 */
public final class DeadLetters {

    private DeadLetters() {}

    /**
     * What came of it.
     *
     * @param matched those that were found dead
     * @param replayed those that were put back; none if it was only a try
     * @param skipped those that were dead no more when their turn came
     * @param next where the next ones begin; null if there are no more
     * @param failed why it ended before its end; null if it did not. Of the one whose turn it was nothing is known
     */
    public record Replayed(
            List<WriteId> matched,
            List<WriteId> replayed,
            List<WriteId> skipped,
            @Nullable String next,
            @Nullable Throwable failed) {}

    /** Those that {@code query} finds from {@code next} on, the oldest first, and does nothing. */
    public static Future<Replayed> tried(WriteQueue queue, WriteSearch.Query query, @Nullable String next) {
        return WriteSearch.page(queue, query, next)
                .map(page -> new Replayed(ids(page), List.of(), List.of(), page.next(), null));
    }

    /** Puts them back, at most {@link WriteSearch.Query#limit} of them. */
    public static Future<Replayed> replayed(
            WriteQueue queue, WriteSearch.Query query, @Nullable String next, Duration maxWait, Decision decision) {
        return WriteSearch.page(queue, query, next).compose(page -> {
            List<WriteId> matched = ids(page);
            List<WriteId> replayed = new ArrayList<>();
            List<WriteId> skipped = new ArrayList<>();
            return each(matched, 0, queue, maxWait, decision, replayed, skipped)
                    .map(done -> new Replayed(matched, replayed, skipped, page.next(), null))
                    .otherwise(failed -> new Replayed(matched, replayed, skipped, page.next(), failed));
        });
    }

    private static Future<Void> each(
            List<WriteId> all,
            int next,
            WriteQueue queue,
            Duration maxWait,
            Decision decision,
            List<WriteId> replayed,
            List<WriteId> skipped) {
        if (next == all.size()) {
            return Future.succeededFuture();
        }
        WriteId id = all.get(next);
        return queue.replay(id, maxWait, decision).compose(done -> {
            (done ? replayed : skipped).add(id);
            return each(all, next + 1, queue, maxWait, decision, replayed, skipped);
        });
    }

    private static List<WriteId> ids(WriteSearch.Page page) {
        return page.writes().stream()
                .sorted(Comparator.comparing(QueuedWrite::acceptedAt))
                .map(QueuedWrite::id)
                .toList();
    }
}
