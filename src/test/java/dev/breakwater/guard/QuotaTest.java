package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's rate holds over any stretch of time, and whoever waits as long as told gets through. */
class QuotaTest {

    private static final double NANOS = 1e9;

    private final SetTicker ticker = new SetTicker();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 60, 333, 500})
    void a_burst_is_one_seconds_worth(int perSecond) {
        Quota quota = new Quota(perSecond, ticker);
        assertThat(burst(quota)).isEqualTo(perSecond);
        ticker.advance(Duration.ofSeconds(1).plusNanos(perSecond));
        assertThat(burst(quota)).isEqualTo(perSecond);
    }

    @Test
    void a_slow_rate_takes_one_call_at_a_time() {
        Quota quota = new Quota(0.5, ticker);
        assertThat(quota.take()).isZero();
        assertThat(quota.take()).isEqualTo(Duration.ofSeconds(2).toNanos());
        ticker.advance(Duration.ofHours(1));
        assertThat(burst(quota)).isEqualTo(1);
    }

    @Test
    void it_fills_up_steadily() {
        Quota quota = new Quota(4, ticker);
        burst(quota);
        ticker.advance(Duration.ofMillis(500));
        assertThat(burst(quota)).isEqualTo(2);
        ticker.advance(Duration.ofMillis(249));
        assertThat(burst(quota)).isZero();
    }

    @Test
    void the_wait_it_tells_is_exact_and_a_refusal_costs_nothing() {
        Quota quota = new Quota(3, ticker);
        burst(quota);
        for (int i = 0; i < 100; i++) {
            quota.take();
        }
        long wait = quota.take();
        ticker.advance(Duration.ofNanos(wait - 1));
        assertThat(quota.take()).isEqualTo(1);
        ticker.advance(Duration.ofNanos(1));
        assertThat(quota.take()).isZero();
    }

    @Test
    void no_call_is_given_twice() {
        Quota quota = new Quota(100, ticker);
        AtomicInteger taken = new AtomicInteger();
        Crowd.of(8).run(1_000, () -> {
            if (quota.take() == 0) {
                taken.incrementAndGet();
            }
        });
        assertThat(taken).hasValue(100);
    }

    @Property(tries = 300)
    void over_any_window_never_more_than_the_rate_and_a_burst(
            @ForAll @DoubleRange(min = 0.02, max = 2000) double perSecond,
            @ForAll @Size(min = 1, max = 200) List<@LongRange(min = 0, max = 2_000_000_000L) Long> steps) {
        SetTicker clock = new SetTicker();
        Quota quota = new Quota(perSecond, clock);
        List<Long> taken = new ArrayList<>();
        for (long step : steps) {
            clock.advance(Duration.ofNanos(step));
            for (int i = 0; i < 20 && quota.take() == 0; i++) {
                taken.add(clock.nanos());
            }
        }
        double burst = Math.max(1, perSecond);
        for (int first = 0; first < taken.size(); first++) {
            for (int last = first; last < taken.size(); last++) {
                double seconds = (taken.get(last) - taken.get(first)) / NANOS;
                int calls = last - first + 1;
                assertThat((double) calls).isLessThanOrEqualTo(perSecond * seconds + burst + 1e-6);
            }
        }
    }

    @Property(tries = 300)
    void whoever_waits_as_long_as_told_gets_through(
            @ForAll @DoubleRange(min = 0.02, max = 2000) double perSecond,
            @ForAll @Size(min = 1, max = 50) List<@LongRange(min = 0, max = 2_000_000_000L) Long> steps) {
        SetTicker clock = new SetTicker();
        Quota quota = new Quota(perSecond, clock);
        for (long step : steps) {
            clock.advance(Duration.ofNanos(step));
            long wait = quota.take();
            if (wait > 0) {
                clock.advance(Duration.ofNanos(wait));
                assertThat(quota.take()).isZero();
            }
        }
    }

    private static int burst(Quota quota) {
        int count = 0;
        while (quota.take() == 0) {
            count++;
        }
        return count;
    }
}
