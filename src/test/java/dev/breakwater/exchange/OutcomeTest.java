package dev.breakwater.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.NotReached;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every outcome finds its own branch of the fold, and there is a branch for every outcome. */
class OutcomeTest {

    private static final Answer ANSWER = new Answer(500, "", MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(), null);

    private static final List<Outcome> ONE_OF_EACH = List.of(
            new Answered(ANSWER),
            new Refused(Refusal.BREAKER_OPEN, Duration.ZERO, null),
            new NotReached("no such host"),
            new Unknown(Doubt.TIMEOUT, "late", null));

    @Test
    void the_fold_has_a_branch_for_each_and_takes_the_right_one() {
        for (Outcome outcome : ONE_OF_EACH) {
            Class<?> taken = outcome.fold(Outcome::getClass, Outcome::getClass, Outcome::getClass, Outcome::getClass);
            String branch = outcome.fold(it -> "Answered", it -> "Refused", it -> "NotReached", it -> "Unknown");
            assertThat(taken.getSimpleName()).isEqualTo(branch);
        }
        assertThat(ONE_OF_EACH.stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Outcome.class.getPermittedSubclasses()));
    }

    @Test
    void unknown_is_never_called_failed() {
        assertThat(ONE_OF_EACH.stream().map(Outcome::label))
                .containsExactly("answered", "refused", "not-reached", "unknown");
    }

    @Test
    void the_answer_is_found_wherever_it_is() {
        assertThat(new Answered(ANSWER).anyAnswer()).isSameAs(ANSWER);
        assertThat(new Refused(Refusal.BY_PROVIDER, Duration.ZERO, ANSWER).anyAnswer())
                .isSameAs(ANSWER);
        assertThat(new Unknown(Doubt.AMBIGUOUS_STATUS, "500", ANSWER).anyAnswer())
                .isSameAs(ANSWER);
        assertThat(new NotReached("no such host").anyAnswer()).isNull();
        assertThat(new Refused(Refusal.BREAKER_OPEN, Duration.ZERO, null).anyAnswer())
                .isNull();
    }
}
