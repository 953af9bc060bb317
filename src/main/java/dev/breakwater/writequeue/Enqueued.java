package dev.breakwater.writequeue;

import dev.breakwater.exchange.Receipt;
import java.util.function.Function;

/** What became of a write that was to be accepted. */
public sealed interface Enqueued {

    /**
     * It is stored as durably as its route demands.
     *
     * @param write as it stands
     * @param receipt what the store confirmed
     */
    record Accepted(QueuedWrite write, Receipt receipt) implements Enqueued {}

    /**
     * It heads its lane, is stored, and is leased to the caller with its intent: it may be sent now.
     *
     * @param write to be settled like any other lease
     * @param receipt what the store confirmed
     */
    record Live(LeasedWrite write, Receipt receipt) implements Enqueued {}

    /** Writes of its lane wait before it, and it was not to wait. Nothing was stored. */
    record LaneBusy() implements Enqueued {}

    /** As many writes wait as may, or the store's memory is filled up to its reserve. Nothing was stored. */
    record Full(String why) implements Enqueued {}

    /** The store gives less than the route demands. Nothing was stored. */
    record NotDurable(String why) implements Enqueued {}

    /**
     * Its key has been used before, or the store cannot look at it in the same step: it has to be claimed first. Only
     * of a write with a {@link NewWrite#keyMark}. Nothing was stored.
     */
    record KeyNotNew() implements Enqueued {}

    /** It was stored, but not as durably as demanded, or nobody knows: the client repeats it with the same key. */
    record Unconfirmed(String why) implements Enqueued {}

    /** Calls the one function that fits, and returns what it returns. */
    default <T> T fold(
            Function<Accepted, T> accepted,
            Function<Live, T> live,
            Function<LaneBusy, T> laneBusy,
            Function<Full, T> full,
            Function<NotDurable, T> notDurable,
            Function<KeyNotNew, T> keyNotNew,
            Function<Unconfirmed, T> unconfirmed) {
        if (this instanceof Accepted it) {
            return accepted.apply(it);
        } else if (this instanceof Live it) {
            return live.apply(it);
        } else if (this instanceof LaneBusy it) {
            return laneBusy.apply(it);
        } else if (this instanceof Full it) {
            return full.apply(it);
        } else if (this instanceof NotDurable it) {
            return notDurable.apply(it);
        } else if (this instanceof KeyNotNew it) {
            return keyNotNew.apply(it);
        }
        return unconfirmed.apply((Unconfirmed) this);
    }
}
