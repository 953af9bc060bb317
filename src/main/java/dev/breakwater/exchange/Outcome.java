package dev.breakwater.exchange;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known after one attempt. Java 17 has no pattern switch: {@link #fold} is the exhaustive one.
 *
 * <p>Unknown is never failed: an attempt of which bytes may have reached the provider, and that brought no complete,
 * deciding answer, may have moved money.
 */
public sealed interface Outcome {

    /** A complete answer that decides. */
    record Answered(Answer answer) implements Outcome {}

    /**
     * Surely nothing was done: we did not send it, or the provider says that it did nothing.
     *
     * @param refusal who said no, and why
     * @param retryAfter when it may be tried again; zero if nobody said
     * @param answer the provider's own answer, or null if it was never asked
     */
    record Refused(
            Refusal refusal, Duration retryAfter, @Nullable Answer answer) implements Outcome {}

    /**
     * No byte of the request left: the name did not resolve, or no connection came about.
     *
     * @param why what failed, for people
     */
    record NotReached(String why) implements Outcome {}

    /**
     * Bytes may have left, and no complete, deciding answer came back.
     *
     * @param doubt what went wrong
     * @param why the same with its particulars, for people
     * @param answer a complete answer that decides nothing (a 500), or null if there is none
     */
    record Unknown(Doubt doubt, String why, @Nullable Answer answer) implements Outcome {}

    /** Calls the one function that fits, and returns what it returns. */
    default <T> T fold(
            Function<Answered, T> answered,
            Function<Refused, T> refused,
            Function<NotReached, T> notReached,
            Function<Unknown, T> unknown) {
        if (this instanceof Answered it) {
            return answered.apply(it);
        } else if (this instanceof Refused it) {
            return refused.apply(it);
        } else if (this instanceof NotReached it) {
            return notReached.apply(it);
        }
        return unknown.apply((Unknown) this);
    }

    /** The answer that came with it, or null. */
    default @Nullable Answer anyAnswer() {
        if (this instanceof Answered it) {
            return it.answer();
        } else if (this instanceof Refused it) {
            return it.answer();
        }
        return this instanceof Unknown it ? it.answer() : null;
    }

    /** Its name in answers and metrics. */
    default String label() {
        return fold(it -> "answered", it -> "refused", it -> "not-reached", it -> "unknown");
    }

    /** Who refused, and why. */
    enum Refusal {
        /** The route's circuit breaker is open. */
        BREAKER_OPEN,
        /** As many calls as the provider or the route may have are under way. */
        BULKHEAD_FULL,
        /** Operators have ordered that the provider is not called. */
        BY_MODE,
        /** The deadline left no time for an attempt. */
        DEADLINE_PASSED,
        /** The provider answered that it did nothing. */
        BY_PROVIDER
    }

    /** Why an attempt decided nothing. */
    enum Doubt {
        /** No complete answer in the time that one attempt may take. */
        TIMEOUT,
        /** The connection ended before the last byte of the answer. */
        CUT,
        /** What came back is not an acceptable HTTP answer. */
        INVALID_ANSWER,
        /** A complete answer that the provider's contract calls ambiguous. */
        AMBIGUOUS_STATUS,
        /** The client went away, and the attempt was given up. */
        ABANDONED,
        /** A bug of ours: nothing can be said about the attempt. */
        INTERNAL
    }
}
