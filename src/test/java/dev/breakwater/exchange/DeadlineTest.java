package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.sandbox.SetTicker;
import io.vertx.core.MultiMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deadline can be shortened, never extended, whatever the clock reads and whatever a client asks for. */
class DeadlineTest {

    private final SetTicker ticker = new SetTicker();

    @Test
    void what_is_left_of_it_shrinks_below_zero() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(2), ticker);
        assertThat(deadline.remainingNanos(ticker)).isEqualTo(2_000_000_000L);
        ticker.advance(Duration.ofSeconds(3));
        assertThat(deadline.remainingNanos(ticker)).isEqualTo(-1_000_000_000L);
    }

    @Test
    void the_earlier_one_holds() {
        Deadline soon = new Deadline(5);
        Deadline late = new Deadline(6);
        assertThat(soon.noLaterThan(late)).isEqualTo(soon);
        assertThat(late.noLaterThan(soon)).isEqualTo(soon);
    }

    @Test
    void the_monotonic_clock_may_wrap_around() {
        Deadline before = new Deadline(Long.MAX_VALUE - 1);
        Deadline after = new Deadline(Long.MIN_VALUE + 1);
        assertThat(after.noLaterThan(before)).isEqualTo(before);
        assertThat(before.noLaterThan(after)).isEqualTo(before);
    }

    @Test
    void an_exchange_keeps_the_shortest_it_was_given() {
        Exchange exchange = exchange();
        exchange.shorten(Duration.ofSeconds(3));
        exchange.shorten(Duration.ofSeconds(2));
        exchange.shorten(Duration.ofSeconds(4));
        assertThat(exchange.deadline()).isEqualTo(new Deadline(2_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999d", "PT99999999999H", "11m"})
    void a_client_that_asks_for_ages_gets_what_there_is(String timeout) {
        Exchange exchange = exchange();
        exchange.shorten(Settings.parseDuration(timeout));
        assertThat(exchange.deadline()).isEqualTo(new Deadline(Exchange.LONGEST.toNanos()));
    }

    private static Exchange exchange() {
        return new Exchange("GET", Target.of("/stripe/", ""), MultiMap.caseInsensitiveMultiMap(), 0);
    }
}
