package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.pipeline.Pulse;
import dev.breakwater.pipeline.Pulse.Point;
import dev.breakwater.pipeline.Pulse.Reading;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How calls have fared over the last five minutes.
 *
 * @param successRatio the share that the provider answered; null if there were none
 * @param cushioned how many a stale answer or a place in the queue stood in for
 * @param payments what became of payments, by result; a queued one is counted again by its final one
 * @param p50Ms half of them took no longer; null if there were none
 * @param p99Ms all but one in a hundred took no longer; null if there were none
 * @param spark the same in steps, the oldest first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record PulseView(
        long requests,
        double requestsPerSecond,
        @Nullable Double successRatio,
        long served,
        long cushioned,
        long failed,
        Map<String, Long> payments,
        @Nullable Double p50Ms,
        @Nullable Double p99Ms,
        Spark spark) {

    /** Points of a small chart; a latency is null where nothing happened. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    public record Spark(
            int stepSeconds,
            List<Long> requests,
            List<Long> failed,
            List<@Nullable Double> p50Ms,
            List<@Nullable Double> p99Ms) {}

    static PulseView of(Reading reading) {
        Point all = reading.all();
        long requests = all.requests();
        return new PulseView(
                requests,
                rounded(requests / reading.seconds(), 100),
                requests == 0 ? null : rounded((double) all.served() / requests, 10_000),
                all.served(),
                all.cushioned(),
                all.failed(),
                payments(all),
                all.p50Millis(),
                all.p99Millis(),
                spark(reading.points()));
    }

    private static Map<String, Long> payments(Point point) {
        Map<String, Long> payments = new TreeMap<>();
        point.payments().forEach((result, count) -> payments.put(Settings.word(result), count));
        return payments;
    }

    private static Spark spark(List<Point> points) {
        List<@Nullable Double> p50 = new ArrayList<>();
        List<@Nullable Double> p99 = new ArrayList<>();
        for (Point point : points) {
            p50.add(point.p50Millis());
            p99.add(point.p99Millis());
        }
        return new Spark(
                Pulse.POINT_SECONDS,
                points.stream().map(Point::requests).toList(),
                points.stream().map(Point::failed).toList(),
                p50,
                p99);
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
