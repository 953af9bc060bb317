package dev.breakwater.load.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param number of the request
 * @param millis from its sending to its answer
 * @param status 0 if there was no answer
 * @param outcome the answer's {@code Breakwater-Outcome}; empty if it has none
 * @param writeId of a queued write; null unless it is told
 * @param good whether it is what the phase promises
 */
public record Told(
        int number,
        Instant at,
        long millis,
        int status,
        String outcome,
        @Nullable String writeId,
        boolean good) {

    /** What a client must take an answer for. */
    public enum Verdict {
        /** It is in the queue. */
        ACCEPTED,
        /** The provider did it. */
        SUCCEEDED,
        /** The provider decided not to. */
        DECLINED,
        /** This request did nothing. */
        REFUSED,
        /** It may have been done or not. */
        UNKNOWN
    }

    /** Read strictly: what is not surely something else is unknown. */
    public Verdict verdict() {
        if (status == 202 && outcome.equals("queued")) {
            return Verdict.ACCEPTED;
        }
        boolean providers = outcome.equals("answered") || outcome.equals("replayed");
        if (providers && status >= 200 && status < 300) {
            return Verdict.SUCCEEDED;
        }
        if (providers && status >= 400 && status < 500) {
            return Verdict.DECLINED;
        }
        boolean nothingDone = outcome.equals("refused") || outcome.equals("not-reached");
        return nothingDone && status >= 400 ? Verdict.REFUSED : Verdict.UNKNOWN;
    }
}
