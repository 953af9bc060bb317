package dev.breakwater.pipeline;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.json.JsonObject;
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
    private static final long POINT_NANOS = POINT_SECONDS * 1_000_000_000L;
    private static final long SLOTS_PER_POINT = POINT_NANOS / Meter.SLOT_NANOS;
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
     * @param payments what became of payments, queued ones that were delivered included
     * @param p50Millis half of them took no longer; null if there were none
     * @param p99Millis all but one in a hundred took no longer; null if there were none
     */
    public record Point(
            long served,
            long cushioned,
            long failed,
            long mistaken,
            Map<PaymentResult, Long> payments,
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

    /** What another replica has said, and how long ago. */
    record Aged(PulseText text, long nanos) {}

    /** How {@code scopes} have fared together. */
    public Reading of(Collection<Scope> scopes) {
        return with(List.of(), scopes);
    }

    /** The same on this replica and others: what they said slides into the past as it grows old. */
    Reading with(List<Aged> others, Collection<Scope> scopes) {
        long now = ticker.nanos();
        List<Point> points = new ArrayList<>();
        Figures all = new Figures();
        for (int point = 0; point < POINTS; point++) {
            Figures figures = new Figures();
            for (Scope scope : scopes) {
                add(figures, scope, now, point);
                add(all, scope, now, point);
                for (Aged other : others) {
                    int said = point + (int) (other.nanos() / POINT_NANOS);
                    if (said < POINTS) {
                        other.text().addTo(figures, scope, said);
                        other.text().addTo(all, scope, said);
                    }
                }
            }
            points.add(figures.point());
        }
        double seconds = seconds(now);
        for (Aged other : others) {
            seconds = Math.max(seconds, other.text().seconds());
        }
        return new Reading(seconds, all.point(), List.copyOf(points));
    }

    /** What this replica says of itself to others. */
    PulseText told() {
        long now = ticker.nanos();
        JsonObject routes = new JsonObject();
        for (Scope scope : meters.keySet()) {
            JsonObject points = new JsonObject();
            for (int point = 0; point < POINTS; point++) {
                Figures figures = new Figures();
                add(figures, scope, now, point);
                if (!figures.isEmpty()) {
                    points.put(Integer.toString(point), figures.told());
                }
            }
            if (!points.isEmpty()) {
                routes.put(scope.toString(), points);
            }
        }
        return new PulseText(seconds(now), routes);
    }

    private double seconds(long now) {
        long firstNanos = Math.max(firstSlot(now, 0) * Meter.SLOT_NANOS, beganNanos);
        return Math.max(1, (now - firstNanos) / NANOS_PER_SECOND);
    }

    private static long firstSlot(long now, int point) {
        long lastPoint = Math.floorDiv(Meter.slot(now), SLOTS_PER_POINT);
        return (lastPoint - POINTS + 1 + point) * SLOTS_PER_POINT;
    }

    private void add(Figures figures, Scope scope, long now, int point) {
        long from = firstSlot(now, point);
        for (Meter meter : meters.getOrDefault(scope, List.of())) {
            for (long slot = from; slot < from + SLOTS_PER_POINT; slot++) {
                figures.add(meter, slot);
            }
        }
    }
}
