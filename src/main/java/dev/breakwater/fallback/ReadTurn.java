package dev.breakwater.fallback;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import java.util.Set;

/** What becomes of a read after its attempts, where answers are kept: the decision table for stale ones. */
public enum ReadTurn {
    /** The provider decided, or said something that no kept answer should hide. */
    PASS_ON,
    /** A kept answer stands in, if there is one that may. */
    STAND_IN;

    /** The errors of RFC 5861 section 4. */
    private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    /**
     * Whoever refused, a mode or a guard of ours or the provider: a read that was not made is one for which a kept
     * answer may stand in.
     *
     * @param outcome of all attempts together
     */
    public static ReadTurn of(Outcome outcome) {
        return outcome.fold(
                answered -> PASS_ON, refused -> STAND_IN, notReached -> STAND_IN, unknown -> ofUnknown(unknown));
    }

    private static ReadTurn ofUnknown(Outcome.Unknown unknown) {
        Answer answer = unknown.answer();
        if (answer == null) {
            return unknown.doubt() == Doubt.ABANDONED ? PASS_ON : STAND_IN;
        }
        return ERRORS.contains(answer.status()) ? STAND_IN : PASS_ON;
    }
}
