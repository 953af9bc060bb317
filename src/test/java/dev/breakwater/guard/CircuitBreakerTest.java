package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.guard.CircuitBreaker.Permit;
import dev.breakwater.guard.CircuitBreaker.View;
import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** When the breaker opens, how it closes again, and what never counts. */
class CircuitBreakerTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration OPEN_FOR = Duration.ofSeconds(5);
    private static final int MINIMUM = 4;
    private static final int PROBES = 3;

    private final SetTicker ticker = new SetTicker();
    private final List<String> moves = new ArrayList<>();
    private final CircuitBreaker breaker = new CircuitBreaker(
            new BreakerPolicy(WINDOW, 0.5, SLOW, MINIMUM, OPEN_FOR, PROBES),
            ticker,
            (from, to) -> moves.add(from + ">" + to));

    @Test
    void is_closed_at_first_and_while_calls_are_good() {
        calls(1000, CallResult.GOOD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        assertThat(breaker.retryAfter()).isZero();
        assertThat(moves).isEmpty();
    }

    @Test
    void fewer_calls_than_the_minimum_decide_nothing() {
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        calls(1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void says_how_many_calls_it_would_let_through_and_takes_none_of_them() {
        assertThat(breaker.places()).isEqualTo(Integer.MAX_VALUE);
        calls(MINIMUM, CallResult.BAD);
        assertThat(breaker.places()).isZero();
        ticker.advance(OPEN_FOR);
        assertThat(breaker.places()).isEqualTo(PROBES);
        assertThat(breaker.places()).isEqualTo(PROBES);
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(breaker.places()).isEqualTo(PROBES - 1);
        breaker.forceOpen();
        assertThat(breaker.places()).isZero();
    }

    @Test
    void opens_at_the_ratio_and_not_below() {
        calls(51, CallResult.GOOD);
        calls(50, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        calls(1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void a_good_call_may_be_the_one_that_makes_the_minimum() {
        calls(MINIMUM - 1, CallResult.BAD);
        calls(1, CallResult.GOOD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void what_is_older_than_the_window_no_longer_counts() {
        calls(MINIMUM - 1, CallResult.BAD);
        ticker.advance(WINDOW);
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
    }

    @Test
    void the_window_slides_on_in_tenths() {
        for (int tenth = 0; tenth < 10; tenth++) {
            calls(2, CallResult.GOOD);
            ticker.advance(WINDOW.dividedBy(10));
        }
        calls(17, CallResult.BAD); // against 18 good ones: the first tenth has just gone
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        calls(1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void what_is_younger_than_nine_tenths_of_the_window_counts() {
        calls(MINIMUM - 1, CallResult.BAD);
        ticker.advance(WINDOW.dividedBy(10).multipliedBy(9));
        calls(1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void a_long_pause_leaves_nothing_behind() {
        calls(MINIMUM - 1, CallResult.BAD);
        ticker.advance(Duration.ofDays(400));
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
    }

    @Test
    void a_slow_call_counts_like_a_failed_one() {
        callsThatTake(SLOW);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        callsThatTake(SLOW.plusNanos(1));
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void a_silent_call_does_not_count_however_slow() {
        List<Permit> permits = acquire(100);
        ticker.advance(SLOW.multipliedBy(2));
        permits.forEach(permit -> permit.end(CallResult.SILENT));
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
    }

    @Test
    void open_it_lets_nothing_through_and_tells_for_how_long() {
        open();
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.retryAfter()).isEqualTo(OPEN_FOR);
        ticker.advance(OPEN_FOR.minusNanos(1));
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.retryAfter()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void after_its_rest_it_lets_the_probes_through_and_no_more() {
        halfOpen();
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        acquire(PROBES);
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.retryAfter()).isPositive();
        ticker.advance(Duration.ofHours(1));
        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void closes_when_all_probes_are_good_and_has_forgotten_the_outage() {
        halfOpen();
        List<Permit> probes = acquire(PROBES);
        probes.subList(1, PROBES).forEach(probe -> probe.end(CallResult.GOOD));
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        probes.get(0).end(CallResult.GOOD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        assertThat(moves).containsExactly("CLOSED>OPEN", "OPEN>HALF_OPEN", "HALF_OPEN>CLOSED");
    }

    @Test
    void opens_again_at_the_first_bad_probe_for_as_long_as_before() {
        halfOpen();
        List<Permit> probes = acquire(PROBES);
        probes.get(0).end(CallResult.GOOD);
        probes.get(1).end(CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
        assertThat(breaker.retryAfter()).isEqualTo(OPEN_FOR);
    }

    @Test
    void a_slow_probe_is_a_bad_one() {
        halfOpen();
        Permit probe = breaker.tryAcquire();
        ticker.advance(SLOW.plusNanos(1));
        probe.end(CallResult.GOOD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    @Test
    void a_silent_probe_is_given_back() {
        halfOpen();
        List<Permit> probes = acquire(PROBES);
        probes.get(0).end(CallResult.SILENT);
        assertThat(acquire(1)).doesNotContainNull();
        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void stragglers_of_the_outage_neither_reopen_nor_close_it() {
        List<Permit> sentBefore = acquire(100);
        halfOpen();
        sentBefore.subList(0, 50).forEach(late -> late.end(CallResult.BAD));
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        sentBefore.subList(50, 80).forEach(late -> late.end(CallResult.GOOD));
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        acquire(PROBES).forEach(probe -> probe.end(CallResult.GOOD));
        sentBefore.subList(80, 100).forEach(late -> late.end(CallResult.BAD));
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
    }

    @Test
    void probes_of_an_earlier_half_open_state_do_not_count_in_a_later_one() {
        halfOpen();
        List<Permit> earlier = acquire(PROBES);
        earlier.get(0).end(CallResult.BAD);
        ticker.advance(OPEN_FOR);
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        earlier.get(1).end(CallResult.GOOD);
        earlier.get(2).end(CallResult.SILENT);
        acquire(PROBES).subList(1, PROBES).forEach(probe -> probe.end(CallResult.GOOD));
        assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
        assertThat(breaker.tryAcquire()).isNull();
    }

    @Test
    void forced_open_it_stays_so_until_it_is_reset() {
        Permit before = breaker.tryAcquire();
        breaker.forceOpen();
        before.end(CallResult.GOOD);
        ticker.advance(Duration.ofDays(1));
        assertThat(breaker.tryAcquire()).isNull();
        assertThat(breaker.retryAfter()).isPositive();
        assertThat(breaker.view()).isEqualTo(View.FORCED_OPEN);
        breaker.reset();
        assertThat(breaker.tryAcquire()).isNotNull();
        assertThat(moves).containsExactly("CLOSED>FORCED_OPEN", "FORCED_OPEN>CLOSED");
    }

    @Test
    void a_reset_closes_an_open_one_and_forgets_what_it_counted() {
        calls(MINIMUM - 1, CallResult.BAD);
        breaker.reset();
        calls(MINIMUM - 1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
        calls(1, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
        breaker.reset();
        assertThat(breaker.view()).isEqualTo(View.CLOSED);
    }

    @Test
    void many_threads_at_once_get_no_more_probes_than_there_are() {
        for (int round = 0; round < 50; round++) {
            breaker.reset();
            halfOpen();
            Queue<Permit> probes = new ConcurrentLinkedQueue<>();
            Crowd.of(4).run(20, () -> {
                Permit probe = breaker.tryAcquire();
                if (probe != null) {
                    probes.add(probe);
                }
            });
            assertThat(probes).hasSize(PROBES);
        }
    }

    @Test
    void many_threads_at_once_close_it_once() {
        for (int round = 0; round < 50; round++) {
            breaker.reset();
            halfOpen();
            assertThat(breaker.view()).isEqualTo(View.HALF_OPEN);
            moves.clear();
            Crowd.of(4).run(20, () -> {
                Permit probe = breaker.tryAcquire();
                if (probe != null) {
                    probe.end(CallResult.GOOD);
                }
            });
            assertThat(moves).containsExactly("HALF_OPEN>CLOSED");
        }
    }

    private void open() {
        calls(MINIMUM, CallResult.BAD);
        assertThat(breaker.view()).isEqualTo(View.OPEN);
    }

    private void halfOpen() {
        open();
        ticker.advance(OPEN_FOR);
    }

    private void calls(int count, CallResult result) {
        for (int i = 0; i < count; i++) {
            acquire(1).get(0).end(result);
        }
    }

    private void callsThatTake(Duration time) {
        List<Permit> permits = acquire(MINIMUM);
        ticker.advance(time);
        permits.forEach(permit -> permit.end(CallResult.GOOD));
    }

    private List<Permit> acquire(int count) {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Permit permit = breaker.tryAcquire();
            assertThat(permit).as("permit %d of %d", i + 1, count).isNotNull();
            permits.add(permit);
        }
        return permits;
    }
}
