package dev.breakwater.fallback;

import static dev.breakwater.exchange.Outcome.Doubt.ABANDONED;
import static dev.breakwater.exchange.Outcome.Doubt.AMBIGUOUS_STATUS;
import static dev.breakwater.exchange.Outcome.Doubt.CUT;
import static dev.breakwater.exchange.Outcome.Doubt.INTERNAL;
import static dev.breakwater.exchange.Outcome.Doubt.INVALID_ANSWER;
import static dev.breakwater.exchange.Outcome.Doubt.TIMEOUT;
import static dev.breakwater.exchange.Outcome.Refusal.BREAKER_OPEN;
import static dev.breakwater.exchange.Outcome.Refusal.BULKHEAD_FULL;
import static dev.breakwater.exchange.Outcome.Refusal.BY_MODE;
import static dev.breakwater.exchange.Outcome.Refusal.BY_PROVIDER;
import static dev.breakwater.exchange.Outcome.Refusal.DEADLINE_PASSED;
import static dev.breakwater.route.Kind.READ;
import static dev.breakwater.route.Kind.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.route.Kind;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The decision table: what a client is told of each outcome, and never more than is known. */
class RecoveryTest {

    private final Recovery recovery = new Recovery();

    /** One row: what is known, and what the client is told. {@code waitSeconds} is 0 for no Retry-After. */
    private record Row(
            Outcome outcome,
            Set<Kind> kinds,
            Set<Boolean> recognised,
            int status,
            ProblemType type,
            String label,
            boolean retryable,
            int waitSeconds,
            String proxyError) {}

    private static final Set<Kind> ANY = EnumSet.allOf(Kind.class);
    private static final Set<Boolean> EITHER = Set.of(true, false);

    static Stream<Row> rows() {
        Outcome notReached = new NotReached("no such host");
        return Stream.of(
                refused(BREAKER_OPEN, 7, 503, ProblemType.BREAKER_OPEN, 7, "destination_unavailable"),
                refused(BREAKER_OPEN, 0, 503, ProblemType.BREAKER_OPEN, 1, "destination_unavailable"),
                refused(BULKHEAD_FULL, 1, 503, ProblemType.BULKHEAD_FULL, 1, "connection_limit_reached"),
                refused(BY_MODE, 0, 503, ProblemType.DEGRADED, 1, "destination_unavailable"),
                refused(DEADLINE_PASSED, 0, 504, ProblemType.DEADLINE_PASSED, 1, null),
                new Row(
                        notReached,
                        ANY,
                        EITHER,
                        503,
                        ProblemType.PROVIDER_NOT_REACHED,
                        "not-reached",
                        true,
                        1,
                        "destination_unavailable"),
                unknownWrite(TIMEOUT, true, "http_response_timeout"),
                unknownWrite(TIMEOUT, false, "http_response_timeout"),
                unknownWrite(CUT, true, "http_response_incomplete"),
                unknownWrite(CUT, false, "http_response_incomplete"),
                unknownWrite(INVALID_ANSWER, true, "http_protocol_error"),
                unknownWrite(INVALID_ANSWER, false, "http_protocol_error"),
                unknownWrite(AMBIGUOUS_STATUS, false, "http_protocol_error"), // a later attempt was refused
                unknownRead(TIMEOUT, 504, ProblemType.PROVIDER_TIMEOUT, "http_response_timeout"),
                unknownRead(CUT, 502, ProblemType.PROVIDER_ANSWER_INVALID, "http_response_incomplete"),
                unknownRead(INVALID_ANSWER, 502, ProblemType.PROVIDER_ANSWER_INVALID, "http_protocol_error"),
                unknownRead(ABANDONED, 502, ProblemType.PROVIDER_ANSWER_INVALID, "http_protocol_error"),
                new Row(unknown(INTERNAL), ANY, EITHER, 500, ProblemType.INTERNAL, "unknown", false, 0, null));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void without_an_answer_the_client_is_told_what_is_known(Row row) {
        for (Kind kind : row.kinds()) {
            for (boolean recognised : row.recognised()) {
                Ending ending = recovery.recover(row.outcome(), kind, recognised);
                Problem problem = ending.problem();
                assertThat(problem).isNotNull();
                assertThat(ending.answer()).isNull();
                assertThat(problem.type()).isEqualTo(row.type());
                assertThat(problem.type().status()).isEqualTo(row.status());
                assertThat(problem.outcome()).isEqualTo(row.label()).isEqualTo(ending.outcome());
                assertThat(problem.retryable()).isEqualTo(row.retryable());
                assertThat(problem.retryAfter())
                        .isEqualTo(row.waitSeconds() == 0 ? null : Duration.ofSeconds(row.waitSeconds()));
                assertThat(problem.headers().get("Proxy-Status"))
                        .isEqualTo(row.proxyError() == null ? null : "breakwater; error=" + row.proxyError());
            }
        }
    }

    @Test
    void every_refusal_and_every_doubt_has_its_row() {
        Set<Object> causes = rows().map(Row::outcome)
                .map(outcome -> outcome.<Object>fold(
                        answered -> "answered", Refused::refusal, notReached -> "not reached", Unknown::doubt))
                .collect(Collectors.toSet());
        EnumSet<Refusal> ours = EnumSet.complementOf(EnumSet.of(BY_PROVIDER));
        assertThat(causes)
                .containsAll(ours)
                .containsAll(EnumSet.allOf(Doubt.class))
                .contains("not reached");
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_passes_as_the_provider_sent_it(Kind kind) {
        Answer answer = answer(402);
        for (Outcome outcome :
                new Outcome[] {new Answered(answer), new Unknown(AMBIGUOUS_STATUS, "the provider answered 500", answer)
                }) {
            Ending ending = recovery.recover(outcome, kind, true);
            assertThat(ending.answer()).isSameAs(answer);
            assertThat(ending.problem()).isNull();
            assertThat(ending.outcome()).isEqualTo(outcome.label());
            assertThat(answer.headers()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_of_the_provider_passes_with_a_retry_after(Kind kind) {
        Answer silent = answer(429);
        Ending ending = recovery.recover(new Refused(BY_PROVIDER, Duration.ZERO, silent), kind, false);
        assertThat(ending.answer()).isSameAs(silent);
        assertThat(ending.outcome()).isEqualTo("refused");
        assertThat(silent.headers().get("Retry-After")).isEqualTo("1");

        Answer clear = answer(429);
        clear.headers().set("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT");
        recovery.recover(new Refused(BY_PROVIDER, Duration.ZERO, clear), kind, false);
        assertThat(clear.headers().getAll("Retry-After")).containsExactly("Wed, 21 Oct 2026 07:28:00 GMT");
    }

    @Test
    void an_unknown_write_is_never_called_failed_and_its_cure_depends_on_the_key() {
        Problem keyed = recovery.recover(unknown(TIMEOUT), WRITE, true).problem();
        Problem bare = recovery.recover(unknown(TIMEOUT), WRITE, false).problem();
        assertThat(keyed.detail()).contains("same idempotency key").contains("will not execute it twice");
        assertThat(bare.detail()).contains("Do not send it again").contains("may have been executed");
        for (Problem problem : new Problem[] {keyed, bare}) {
            assertThat(problem.detail().toLowerCase(Locale.ROOT)).doesNotContain("fail");
        }
    }

    private static Row refused(
            Refusal refusal, int asked, int status, ProblemType type, int waitSeconds, String proxyError) {
        Outcome outcome = new Refused(refusal, Duration.ofSeconds(asked), null);
        return new Row(outcome, ANY, EITHER, status, type, "refused", true, waitSeconds, proxyError);
    }

    private static Row unknownWrite(Doubt doubt, boolean recognised, String proxyError) {
        return new Row(
                unknown(doubt),
                Set.of(WRITE),
                Set.of(recognised),
                504,
                ProblemType.OUTCOME_UNKNOWN,
                "unknown",
                recognised,
                0,
                proxyError);
    }

    private static Row unknownRead(Doubt doubt, int status, ProblemType type, String proxyError) {
        return new Row(unknown(doubt), Set.of(READ), EITHER, status, type, "unknown", true, 0, proxyError);
    }

    private static Outcome unknown(Doubt doubt) {
        return new Unknown(doubt, "the connection broke", null);
    }

    private static Answer answer(int status) {
        return new Answer(status, "", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer("{}"), null);
    }
}
