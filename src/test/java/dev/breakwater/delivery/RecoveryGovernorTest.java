package dev.breakwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.delivery.RecoveryGovernor.Sign;
import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pace of a drain, in virtual time. */
class RecoveryGovernorTest {

    private static final Duration TICK = Duration.ofMillis(1);
    private static final long SECOND = 1_000_000_000;

    private final SetTicker ticker = new SetTicker();
    private final RecoveryGovernor governor = new RecoveryGovernor(16, ticker);

    @Test
    void it_starts_with_one_attempt_and_grows_while_answers_are_good() {
        assertThat(governor.tryStart()).isTrue();
        assertThat(governor.tryStart()).isFalse();
        end(Sign.GOOD);
        ticker.advance(Duration.ofSeconds(1));
        assertThat(governor.concurrency()).isEqualTo(2);
        for (int i = 0; i < 1_000; i++) {
            one(Sign.GOOD);
        }
        assertThat(governor.concurrency()).isEqualTo(16);
    }

    @Test
    void a_failure_halves_it_once_for_all_attempts_that_were_under_way() {
        for (int i = 0; i < 1_000; i++) {
            one(Sign.GOOD);
        }
        long began = ticker.nanos();
        ticker.advance(Duration.ofMillis(100));
        for (int i = 0; i < 4; i++) {
            assertThat(governor.tryStart()).isTrue();
            ticker.advance(Duration.ofMillis(100));
        }
        for (int i = 0; i < 4; i++) {
            governor.ended(began + 1, Sign.BAD);
        }
        assertThat(governor.concurrency()).isEqualTo(8);
    }

    @Test
    void what_never_left_us_says_nothing() {
        one(Sign.GOOD);
        double rate = governor.rate();
        one(Sign.SILENT);
        assertThat(governor.concurrency()).isEqualTo(2);
        assertThat(governor.rate()).isEqualTo(rate);
    }

    @Test
    void after_a_long_quiet_it_starts_with_one_again() {
        for (int i = 0; i < 100; i++) {
            one(Sign.GOOD);
        }
        assertThat(governor.concurrency()).isGreaterThan(1);
        ticker.advance(Duration.ofSeconds(31));
        assertThat(governor.tryStart()).isTrue();
        assertThat(governor.concurrency()).isEqualTo(1);
    }

    /** The acceptance: 10,000 writes, a provider that allows so many a second, and refuses what is beyond. */
    @ParameterizedTest
    @CsvSource({"50, 10, 1", "50, 200, 1", "50, 50, 0", "10, 50, 1", "400, 50, 1"})
    void ten_thousand_writes_meet_hardly_a_429(int perSecond, int latencyMillis, int retryAfterSeconds) {
        Drained drained = drain(10_000, latencyMillis, retryAfterSeconds, new PerSecond(perSecond));
        assertThat(drained.refused()).as("of 10,000").isLessThan(100);
        assertThat(drained.seconds())
                .as("%d in the best case", 10_000 / perSecond)
                .isLessThan(16_000.0 / perSecond);
    }

    /** Half of what the provider allows is used by others from some time on. */
    @Test
    void it_follows_a_limit_that_sinks() {
        PerSecond provider = new PerSecond(100);
        LongPredicate sinking = now -> {
            provider.limit = now > 40 * SECOND ? 30 : 100;
            return provider.test(now);
        };
        assertThat(drain(10_000, 50, 1, sinking).refused()).isLessThan(100);
    }

    private record Drained(int refused, double seconds) {}

    private record Flight(long began, long ends) {}

    private Drained drain(int writes, int latencyMillis, int retryAfterSeconds, LongPredicate provider) {
        Deque<Flight> flights = new ArrayDeque<>();
        int left = writes;
        int refused = 0;
        long pausedUntil = 0;
        while (left > 0) {
            ticker.advance(TICK);
            long now = ticker.nanos();
            while (!flights.isEmpty() && flights.peek().ends <= now) {
                Flight flight = flights.poll();
                if (provider.test(now)) {
                    governor.ended(flight.began, Sign.GOOD);
                    left--;
                } else {
                    governor.tooOften(flight.began);
                    governor.ended(flight.began, Sign.SILENT);
                    pausedUntil = now + Math.max(1, retryAfterSeconds) * SECOND;
                    refused++;
                }
            }
            while (now >= pausedUntil && flights.size() < left && governor.tryStart()) {
                flights.add(
                        new Flight(now, now + Duration.ofMillis(latencyMillis).toNanos()));
            }
        }
        return new Drained(refused, (double) ticker.nanos() / SECOND);
    }

    /** Allows so many calls in each second of the clock. */
    private static final class PerSecond implements LongPredicate {

        private int limit;
        private long second = -1;
        private int used;

        PerSecond(int limit) {
            this.limit = limit;
        }

        @Override
        public boolean test(long now) {
            if (now / SECOND != second) {
                second = now / SECOND;
                used = 0;
            }
            return ++used <= limit;
        }
    }

    private void one(Sign sign) {
        ticker.advance(Duration.ofMillis(100));
        assertThat(governor.tryStart()).isTrue();
        end(sign);
    }

    private void end(Sign sign) {
        governor.ended(ticker.nanos(), sign);
    }
}
