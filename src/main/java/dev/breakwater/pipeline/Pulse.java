package dev.breakwater.pipeline;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How routes have fared on this replica over the last five minutes.
 *
 * <p>Threading: safe for any thread; what is counted goes through {@link #meter}, of which each event loop has its own.
 */
public final class Pulse {

    /** How long one point of a reading is. */
    public static final int POINT_SECONDS = 15;

    private static final int POINTS = 20;
    private static final long SLOTS_PER_POINT = POINT_SECONDS * 1_000_000_000L / Meter.SLOT_NANOS;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Ticker ticker;
    private final long beganNanos;
    private final Map<Scope, List<Meter>> meters = new ConcurrentHashMap<>();

    public Pulse(Ticker ticker) {
        this.ticker = ticker;
        this.beganNanos = ticker.nanos();
    }

    /**
     * Five minutes, or as much of them as there has been.
     *
     * @param seconds how long that is
     * @param points the same in parts of {@link #POINT_SECONDS}, the oldest first
     */
    public record Reading(double seconds, Point all, List<Point> points) {}

    /**
     * What happened in a stretch of time.
     *
     * @param served answered by the provider, now or earlier
     * @param cushioned answered by what stood in for it: a stale answer, or a place in the queue
     * @param failed ended with an error of ours, or with an outcome that nobody knows
     * @param mistaken refused for the client's own mistake; it counts in no ratio and no latency
     * @param p50Millis half of them took no longer; null if there were none
     * @param p99Millis all but one in a hundred took no longer; null if there were none
     */
    public record Point(
            long served,
            long cushioned,
            long failed,
            long mistaken,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis) {

        /** All but the clients' own mistakes. */
        public long requests() {
            return served + cushioned + failed;
        }
    }

    /** Where the event loop that calls counts exchanges of {@code scope}. */
    Meter meter(Scope scope) {
        Meter meter = new Meter();
        meters.computeIfAbsent(scope, s -> new CopyOnWriteArrayList<>()).add(meter);
        return meter;
    }

    /** How {@code scopes} have fared together. */
    public Reading of(Collection<Scope> scopes) {
        List<Meter> read = new ArrayList<>();
        scopes.forEach(scope -> read.addAll(meters.getOrDefault(scope, List.of())));
        long now = ticker.nanos();
        long lastPoint = Math.floorDiv(Meter.slot(now), SLOTS_PER_POINT);
        long firstPoint = lastPoint - POINTS + 1;
        List<Point> points = new ArrayList<>();
        for (long point = firstPoint; point <= lastPoint; point++) {
            points.add(between(read, point * SLOTS_PER_POINT, (point + 1) * SLOTS_PER_POINT));
        }
        long firstNanos = Math.max(firstPoint * SLOTS_PER_POINT * Meter.SLOT_NANOS, beganNanos);
        return new Reading(
                Math.max(1, (now - firstNanos) / NANOS_PER_SECOND),
                between(read, firstPoint * SLOTS_PER_POINT, (lastPoint + 1) * SLOTS_PER_POINT),
                List.copyOf(points));
    }

    private static Point between(List<Meter> meters, long from, long to) {
        long[] ways = new long[Fared.values().length];
        Latency latency = new Latency();
        for (long slot = from; slot < to; slot++) {
            for (Meter meter : meters) {
                meter.read(slot, ways, latency);
            }
        }
        return new Point(
                ways[Fared.SERVED.ordinal()],
                ways[Fared.CUSHIONED.ordinal()],
                ways[Fared.FAILED.ordinal()],
                ways[Fared.MISTAKEN.ordinal()],
                latency.quantile(0.5),
                latency.quantile(0.99));
    }
}
