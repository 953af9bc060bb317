package dev.breakwater.fallback;

import dev.breakwater.exchange.Outcome;

/** What becomes of a write after its live attempts: the first half of the decision table. */
public enum Turn {
    /** The provider decided. */
    PASS_ON,
    /** Surely nothing was done, and it may wait: it goes into the queue. */
    WAIT,
    /**
     * It may have been done, and the provider will recognise it: it goes into the queue, to be sent with the same key.
     */
    WAIT_IN_DOUBT,
    /** It may have been done, and sending it again is not safe or tells nothing more: somebody must look. */
    PARK,
    /** It does not wait: the client is told what is known. */
    TELL;

    /**
     * @param outcome of all attempts together
     * @param mayWait whether route, client and body let it be stored for later
     * @param resendable whether sending it again is safe and may bring a better answer
     */
    public static Turn of(Outcome outcome, boolean mayWait, boolean resendable) {
        return outcome.fold(
                answered -> PASS_ON,
                refused -> mayWait ? WAIT : TELL,
                notReached -> mayWait ? WAIT : TELL,
                unknown -> !mayWait ? TELL : resendable ? WAIT_IN_DOUBT : PARK);
    }
}
