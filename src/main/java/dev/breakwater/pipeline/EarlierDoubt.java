package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Unknown;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An earlier exchange with the same key may have been executed: then a "no" to this one does not say what became of it.
 */
final class EarlierDoubt {

    private EarlierDoubt() {}

    /** What is known of both together. */
    static Outcome together(Passage passage, Outcome last, @Nullable Duration doubt) {
        if (doubt == null || last instanceof Unknown || passage.resend().settlesEarlier(last)) {
            return last;
        }
        Answer answer = last.anyAnswer();
        if (answer != null) {
            answer.abandon("it does not decide");
        }
        return new Unknown(
                Doubt.CUT,
                "an earlier request with this key may have been executed, and what came of this one ("
                        + (answer == null ? last.label() : "status " + answer.status()) + ") does not tell",
                null);
    }
}
