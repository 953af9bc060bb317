package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Scope;
import dev.breakwater.pipeline.Pulse.Point;
import dev.breakwater.pipeline.Pulse.Reading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final Scope REFUNDS = new Scope("stripe", "refunds");
    private static final Scope BALANCE = new Scope("stripe", "balance");

    private final WriteScene.Clock clock = new WriteScene.Clock();
    private final Pulse pulse = new Pulse(clock);
    private final Meter refunds = pulse.meter(REFUNDS);
    private final Meter balance = pulse.meter(BALANCE);

    @Test
    void it_adds_up_what_each_event_loop_has_counted() {
        Meter other = pulse.meter(REFUNDS);
        count(refunds, Fared.SERVED, 10);
        count(other, Fared.FAILED, 20);
        count(other, Fared.CUSHIONED, 20);
        count(other, Fared.MISTAKEN, 20);
        count(balance, Fared.SERVED, 10);
        Point all = pulse.of(List.of(REFUNDS)).all();
        assertThat(List.of(all.served(), all.failed(), all.cushioned(), all.mistaken(), all.requests()))
                .containsExactly(1L, 1L, 1L, 1L, 3L);
        assertThat(pulse.of(List.of(REFUNDS, BALANCE)).all().served()).isEqualTo(2);
    }

    @Test
    void it_forgets_what_is_older_than_five_minutes() {
        count(refunds, Fared.FAILED, 10);
        clock.pass(Duration.ofSeconds(301));
        assertThat(reading().all().failed()).isZero();
        count(refunds, Fared.SERVED, 10);
        clock.pass(Duration.ofMinutes(21)); // the same place of the ring
        count(refunds, Fared.SERVED, 10);
        assertThat(reading().all().served()).isEqualTo(1);
    }

    @Test
    void points_tell_when_it_was() {
        clock.pass(Duration.ofSeconds(60));
        count(refunds, Fared.FAILED, 10);
        clock.pass(Duration.ofSeconds(Pulse.POINT_SECONDS));
        count(refunds, Fared.SERVED, 10);
        List<Point> points = reading().points();
        assertThat(points).hasSize(20);
        assertThat(points.get(19).served()).isEqualTo(1);
        assertThat(points.get(18).failed()).isEqualTo(1);
        assertThat(points.get(17).requests()).isZero();
        assertThat(points.get(17).p99Millis()).isNull();
        assertThat(reading().seconds()).isEqualTo(75.0);
    }

    @Test
    void quantiles_are_off_by_a_quarter_at_the_most() {
        for (int millis = 1; millis <= 1000; millis++) {
            count(refunds, Fared.SERVED, millis);
        }
        Point all = reading().all();
        assertThat(all.p50Millis()).isBetween(400.0, 625.0);
        assertThat(all.p99Millis()).isBetween(800.0, 1240.0);
    }

    @Test
    void every_length_has_a_bucket_and_longer_ones_never_have_an_earlier_one() {
        int last = 0;
        for (long nanos = 0; nanos < Duration.ofHours(1).toNanos(); nanos = nanos * 11 / 10 + 1000) {
            int bucket = Latency.bucket(nanos);
            assertThat(bucket).isBetween(last, Latency.BUCKETS - 1);
            last = bucket;
        }
        assertThat(last).isEqualTo(Latency.BUCKETS - 1);
        assertThat(Latency.bucket(-1)).isZero();
    }

    private Reading reading() {
        return pulse.of(List.of(REFUNDS));
    }

    private void count(Meter meter, Fared fared, int millis) {
        meter.count(fared, Duration.ofMillis(millis).toNanos(), clock.nanos());
    }
}
