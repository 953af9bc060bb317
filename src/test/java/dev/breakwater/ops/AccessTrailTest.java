package dev.breakwater.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nobody fills the audit log from outside, and nothing is passed over silently. */
class AccessTrailTest {

    private long nanos = 1;
    private final AccessTrail trail = new AccessTrail(null, new Ticker() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    });

    @Test
    void ten_a_minute_of_one_address_are_told_and_the_rest_is_counted_in_the_next_one() {
        assertThat(IntStream.range(0, 25).filter(i -> trail.turn("eve") != null))
                .hasSize(10);
        assertThat(trail.turn("ann")).isEqualTo(15);
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(trail.turn("eve")).isZero();
    }

    @Test
    void sixty_a_minute_are_told_of_all_addresses() {
        assertThat(IntStream.range(0, 100).filter(i -> trail.turn("crowd-" + i) != null))
                .hasSize(60);
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(Objects.requireNonNull(trail.turn("crowd-1"))).isEqualTo(40);
    }
}
