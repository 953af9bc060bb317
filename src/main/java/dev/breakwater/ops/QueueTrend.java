package dev.breakwater.ops;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Whether a backlog shrinks, from what was seen of it within the last minute.
 *
 * <p>Threading: safe for any thread.
 */
final class QueueTrend {

    private static final long WINDOW_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private final Deque<Sample> samples = new ArrayDeque<>(); // one a second at the most

    private record Sample(long atNanos, int depth) {}

    /**
     * In how many seconds nothing will wait any more, if it goes on like this.
     *
     * @return null if it does not shrink, or has not been seen for long enough
     */
    synchronized @Nullable Long drainSeconds(int depth, long nowNanos) {
        while (!samples.isEmpty() && nowNanos - samples.getFirst().atNanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(nowNanos, depth));
        Sample first = samples.getFirst();
        long lasted = nowNanos - first.atNanos();
        int gone = first.depth() - depth;
        return lasted < SHORTEST_NANOS || gone <= 0
                ? null
                : (long) Math.ceil(depth * (lasted / NANOS_PER_SECOND) / gone);
    }
}
