package dev.breakwater.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueTrendTest {

    private final QueueTrend trend = new QueueTrend();

    @Test
    void it_tells_nothing_before_it_has_seen_enough() {
        assertThat(at(0, 100)).isNull();
        assertThat(at(1, 90)).isNull();
    }

    @Test
    void it_goes_on_as_in_the_last_minute() {
        at(0, 1000); // forgotten
        at(10, 100);
        assertThat(at(70, 40)).isEqualTo(40);
        assertThat(at(71, 40)).as("nothing is left of the time when it shrank").isNull();
        assertThat(at(80, 0)).isZero();
    }

    @Test
    void what_grows_or_stays_is_never_through() {
        at(0, 10);
        assertThat(at(10, 10)).isNull();
        assertThat(at(20, 30)).isNull();
    }

    private Long at(int seconds, int depth) {
        return trend.drainSeconds(depth, Duration.ofSeconds(seconds).toNanos());
    }
}
