package dev.breakwater.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who guesses is slowed, and nobody else. */
class GuessesTest {

    private long nanos = 1;
    private final Ticker ticker = new Ticker() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };
    private final Guesses guesses = new Guesses(ticker);

    @Test
    void the_first_ten_wrong_keys_of_an_address_cost_nothing_and_each_further_one_more() {
        assertThat(IntStream.range(0, 16).mapToObj(i -> guesses.wrong("eve").toMillis()))
                .containsExactly(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 250L, 500L, 1000L, 2000L, 2000L, 2000L);
        assertThat(guesses.wrong("ann")).isZero();
    }

    @Test
    void after_a_minute_it_begins_anew() {
        IntStream.range(0, 20).forEach(i -> guesses.wrong("eve"));
        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(guesses.wrong("eve")).isPositive();
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(guesses.wrong("eve")).isZero();
    }

    @Test
    void of_many_addresses_those_are_remembered_that_were_heard_of_last() {
        IntStream.range(0, 20).forEach(i -> guesses.wrong("eve"));
        IntStream.range(0, 999).forEach(i -> guesses.wrong("crowd-" + i));
        assertThat(guesses.wrong("eve")).isPositive();
        IntStream.range(0, 1000).forEach(i -> guesses.wrong("crowd-" + i));
        assertThat(guesses.wrong("eve")).isZero();
    }
}
