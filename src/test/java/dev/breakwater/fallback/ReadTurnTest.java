package dev.breakwater.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table in docs/caching.md: when a stale answer stands in. */
class ReadTurnTest {

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void whoever_refused_it(Refusal refusal) {
        assertThat(ReadTurn.of(new Outcome.Refused(refusal, Duration.ZERO, null)))
                .isEqualTo(ReadTurn.STAND_IN);
    }

    @Test
    void what_was_not_reached() {
        assertThat(ReadTurn.of(new Outcome.NotReached("no route"))).isEqualTo(ReadTurn.STAND_IN);
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, STAND_IN",
        "CUT, STAND_IN",
        "INVALID_ANSWER, STAND_IN",
        "INTERNAL, STAND_IN",
        "ABANDONED, PASS_ON",
    })
    void what_brought_no_answer_unless_nobody_waits_for_it(Doubt doubt, ReadTurn turn) {
        assertThat(ReadTurn.of(new Outcome.Unknown(doubt, "why", null))).isEqualTo(turn);
    }

    @ParameterizedTest
    @CsvSource({
        "500, STAND_IN",
        "502, STAND_IN",
        "503, STAND_IN",
        "504, STAND_IN",
        "501, PASS_ON",
        "507, PASS_ON",
        "404, PASS_ON"
    })
    void of_answers_that_decide_nothing_the_errors_of_rfc_5861(int status, ReadTurn turn) {
        assertThat(ReadTurn.of(new Outcome.Unknown(Doubt.AMBIGUOUS_STATUS, "why", answer(status))))
                .isEqualTo(turn);
    }

    @ParameterizedTest
    @CsvSource({"200", "304", "400", "404", "410"})
    void what_the_provider_decided_is_passed_on(int status) {
        assertThat(ReadTurn.of(new Outcome.Answered(answer(status)))).isEqualTo(ReadTurn.PASS_ON);
    }

    private static Answer answer(int status) {
        return new Answer(status, "", HttpHeaders.headers(), Buffer.buffer("x"), null);
    }
}
