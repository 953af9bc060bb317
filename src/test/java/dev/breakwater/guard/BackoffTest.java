package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ceiling doubles up to its bound, and the wait is anywhere below it. */
class BackoffTest {

    private static final Chance LEAST = () -> 0;
    private static final Chance MOST = () -> Math.nextDown(1.0);

    @ParameterizedTest
    @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1600", "6, 2000", "7, 2000", "64, 2000", "2147483647, 2000"
    })
    void is_evenly_distributed_below_a_ceiling_that_doubles(int attempts, long ceilingMillis) {
        long ceiling = Duration.ofMillis(ceilingMillis).toNanos();
        assertThat(backoff(LEAST).after(attempts)).isZero();
        assertThat(backoff(() -> 0.25).after(attempts)).isEqualTo(Duration.ofNanos(ceiling / 4));
        assertThat(backoff(MOST).after(attempts).toNanos()).isBetween(ceiling - 1, ceiling);
    }

    @Test
    void the_longest_that_can_be_configured_does_not_overflow() {
        RetryPolicy longest = new RetryPolicy(10, Duration.ofMinutes(10), Duration.ofMinutes(10));
        assertThat(new Backoff(longest, MOST).after(Integer.MAX_VALUE))
                .isBetween(Duration.ofSeconds(599), Duration.ofMinutes(10));
    }

    @Test
    void a_first_wait_above_the_bound_is_bounded_too() {
        RetryPolicy policy = new RetryPolicy(2, Duration.ofSeconds(5), Duration.ofSeconds(1));
        assertThat(new Backoff(policy, MOST).after(1)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    private static Backoff backoff(Chance chance) {
        return new Backoff(new RetryPolicy(10, Duration.ofMillis(100), Duration.ofSeconds(2)), chance);
    }
}
