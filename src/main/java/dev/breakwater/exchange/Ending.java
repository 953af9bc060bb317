package dev.breakwater.exchange;

import org.jspecify.annotations.Nullable;

/**
 * How an exchange ends for the client: with a provider's answer or with a problem of ours.
 *
 * @param outcome what {@code Breakwater-Outcome} says
 * @param answer null if there is a problem
 * @param problem null if there is an answer
 */
public record Ending(
        String outcome, @Nullable Answer answer, @Nullable Problem problem) {

    /** The provider's own answer is passed on. */
    public static Ending of(String outcome, Answer answer) {
        return new Ending(outcome, answer, null);
    }

    /** An error of ours. */
    public static Ending of(Problem problem) {
        return new Ending(problem.outcome(), null, problem);
    }
}
