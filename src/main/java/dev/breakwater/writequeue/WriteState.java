package dev.breakwater.writequeue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a queued write stands. Each state offers its legal moves only, so that no other can be written down. */
public sealed interface WriteState {

    /** Its name in the store, in answers and metrics. */
    String label();

    /** Whether it is over: nothing moves it any more but an operator. */
    default boolean isFinal() {
        return this instanceof Delivered || this instanceof Discarded || this instanceof Cancelled;
    }

    /**
     * It waits for its turn, or for its next attempt.
     *
     * @param dueAt when it may be attempted, once it heads its lane
     * @param inDoubt whether an earlier attempt may have been executed
     */
    record Pending(Instant dueAt, boolean inDoubt) implements WriteState {
        @Override
        public String label() {
            return "pending";
        }

        public Leased leased(Instant until) {
            return new Leased(until, inDoubt, false);
        }

        /** Only what surely was never sent. */
        public Cancelled cancelled() {
            if (inDoubt) {
                throw new IllegalStateException("a write in doubt cannot be cancelled");
            }
            return new Cancelled();
        }

        /** Its time limit passed: dead if surely nothing was done, else it waits for somebody. */
        public WriteState expired() {
            return inDoubt
                    ? new Parked("expired while it was not known whether it had been executed")
                    : new Dead("expired");
        }
    }

    /**
     * Somebody works on it.
     *
     * @param until when the lease runs out
     * @param inDoubt whether an earlier lease may have sent
     * @param intended whether this lease may have sent
     */
    record Leased(Instant until, boolean inDoubt, boolean intended) implements WriteState {
        @Override
        public String label() {
            return "leased";
        }

        public Leased withIntent() {
            return new Leased(until, inDoubt, true);
        }

        /** The provider decided: yes, or its own "no". */
        public Delivered delivered() {
            return new Delivered();
        }

        /** To be tried again: {@code unknown} if this attempt may have been executed. */
        public Pending again(Instant dueAt, boolean unknown) {
            return new Pending(dueAt, inDoubt || unknown);
        }

        public Parked parked(String reason) {
            return new Parked(reason);
        }

        /** Given up: only what surely was not executed. */
        public Dead dead(String reason) {
            if (inDoubt) {
                throw new IllegalStateException("a write in doubt cannot be called undone");
            }
            return new Dead(reason);
        }

        /** Its client was told that it is not accepted: only what surely was not executed. */
        public Cancelled withdrawn() {
            if (inDoubt) {
                throw new IllegalStateException("a write in doubt cannot be called undone");
            }
            return new Cancelled();
        }

        /** The lease ran out: what was intended may have been executed. */
        public Pending reclaimed(Instant now) {
            return new Pending(now, inDoubt || intended);
        }
    }

    /** Decided by the provider, whose answer is kept. */
    record Delivered() implements WriteState {
        @Override
        public String label() {
            return "delivered";
        }
    }

    /** It may have been executed; a lookup or a person decides. It blocks its lane. */
    record Parked(String reason) implements WriteState {
        @Override
        public String label() {
            return "parked";
        }

        public Delivered resolvedDelivered() {
            return new Delivered();
        }

        public Pending resolvedUndone(Instant now) {
            return new Pending(now, false);
        }

        public Discarded discarded() {
            return new Discarded();
        }
    }

    /** Surely not executed, and given up; an operator's turn. */
    record Dead(String reason) implements WriteState {
        @Override
        public String label() {
            return "dead";
        }

        public Pending replayed(Instant now) {
            return new Pending(now, false);
        }

        public Discarded discarded() {
            return new Discarded();
        }
    }

    /** Given up for good by an operator. */
    record Discarded() implements WriteState {
        @Override
        public String label() {
            return "discarded";
        }
    }

    /** Taken back by its client before it was sent. */
    record Cancelled() implements WriteState {
        @Override
        public String label() {
            return "cancelled";
        }
    }

    /** The reason of a state that has one. */
    default @Nullable String reasonIfAny() {
        if (this instanceof Parked it) {
            return it.reason();
        }
        return this instanceof Dead it ? it.reason() : null;
    }
}
