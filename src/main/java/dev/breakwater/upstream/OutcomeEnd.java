package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;

/** When an attempt needs the provider no more. */
final class OutcomeEnd {

    private OutcomeEnd() {}

    /** Runs {@code action} now, or after the last byte of an answer that is passed on as it comes. */
    static void of(Outcome outcome, Runnable action) {
        Answer answer = outcome.anyAnswer();
        if (answer == null) {
            action.run();
        } else {
            answer.whenOver(action);
        }
    }
}
