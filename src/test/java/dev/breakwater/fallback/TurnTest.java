package dev.breakwater.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of what becomes of a write: it waits only where it may, and what may have been done is never called undone.
 */
class TurnTest {

    private static final Outcome ANSWERED =
            new Answered(new Answer(402, "", HttpHeaders.headers(), Buffer.buffer(), null));
    private static final Outcome NOT_REACHED = new NotReached("nobody there");
    private static final Outcome UNKNOWN = new Unknown(Doubt.TIMEOUT, "too late", null);

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(ANSWERED, true, true, Turn.PASS_ON),
                Arguments.of(ANSWERED, false, false, Turn.PASS_ON),
                Arguments.of(NOT_REACHED, true, true, Turn.WAIT),
                Arguments.of(NOT_REACHED, true, false, Turn.WAIT),
                Arguments.of(NOT_REACHED, false, true, Turn.TELL),
                Arguments.of(UNKNOWN, true, true, Turn.WAIT_IN_DOUBT),
                Arguments.of(UNKNOWN, true, false, Turn.PARK),
                Arguments.of(UNKNOWN, false, true, Turn.TELL),
                Arguments.of(UNKNOWN, false, false, Turn.TELL));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void each_row_of_the_table_holds(Outcome outcome, boolean mayWait, boolean resendable, Turn expected) {
        assertThat(Turn.of(outcome, mayWait, resendable)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void whoever_refused_nothing_was_done_and_it_may_wait(Refusal refusal) {
        Outcome refused = new Refused(refusal, Duration.ZERO, null);

        assertThat(Turn.of(refused, true, false)).isEqualTo(Turn.WAIT);
        assertThat(Turn.of(refused, false, true)).isEqualTo(Turn.TELL);
    }
}
