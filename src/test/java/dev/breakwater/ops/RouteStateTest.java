package dev.breakwater.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.CallResult;
import dev.breakwater.guard.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What operators read of a route whose breaker opens, is forced open, and closes. */
class RouteStateTest {

    private long nanos;
    private final CircuitBreaker breaker = new CircuitBreaker(
            new BreakerPolicy(Duration.ofSeconds(30), 0.5, Duration.ofSeconds(5), 1, Duration.ofSeconds(10), 1),
            new Ticker() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public Instant now() {
                    return Instant.EPOCH.plusNanos(nanos);
                }
            },
            (from, to) -> {});

    @Test
    void a_breaker_that_has_closed_is_told_of_for_half_a_minute() {
        call(CallResult.BAD);
        assertThat(state()).isEqualTo("auto (breaker open)");
        pass(Duration.ofSeconds(10));
        call(CallResult.GOOD);

        pass(Duration.ofSeconds(30).minusNanos(1));
        assertThat(state()).isEqualTo("auto (breaker open)");
        pass(Duration.ofNanos(1));
        assertThat(state()).isEqualTo("auto");
    }

    @Test
    void a_forced_one_is_told_apart_and_resetting_a_closed_one_is_no_news() {
        breaker.reset();
        assertThat(state()).isEqualTo("auto");

        breaker.forceOpen();
        pass(Duration.ofHours(1));
        assertThat(state()).isEqualTo("auto (breaker forced-open)");

        breaker.reset();
        assertThat(state()).isEqualTo("auto (breaker open)");
        pass(Duration.ofSeconds(30));
        assertThat(state()).isEqualTo("auto");
    }

    private String state() {
        return RouteState.of(null, breaker);
    }

    private void call(CallResult result) {
        Objects.requireNonNull(breaker.tryAcquire()).end(result);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
