package dev.breakwater.fault.queue.check;

/** What must hold whatever breaks. */
public enum Rule {
    /** At most one effect per key, and nothing that nobody asked for. */
    ONE_EFFECT,
    /** The effect is of the payload that was accepted. */
    ACCEPTED_PAYLOAD,
    /** Each accepted write ends: with its effect, or set aside with a reason and its payload readable. */
    ACCEPTED_ENDS,
    /** What was only ever refused has no effect. */
    REFUSED_HAS_NO_EFFECT,
    /** A success that was told has its effect, and had it before. */
    SUCCESS_HAS_EFFECT,
    /** What was called failed, declined or cancelled has no effect, for ever. */
    FAILED_HAS_NO_EFFECT,
    /** A final state that was shown never changes. */
    TOLD_IS_FINAL,
    /** No payload but the key's first ever reaches the provider under it. */
    ONE_PAYLOAD,
    /** Effects of a lane come in the order in which its writes were accepted. */
    LANE_ORDER,
    /** Nothing is sent once the provider may have forgotten its key. */
    INSIDE_WINDOW,
    /** Every attempt is the same, byte for byte. */
    SAME_BYTES,
    /** Never two attempts of a key in flight. */
    ONE_IN_FLIGHT,
    /** No card number, CVC or secret anywhere but at the provider. */
    NOTHING_SPILT,
    /** The audit log has an event for each change, and no event without its change. */
    CHANGES_HAVE_EVENTS
}
