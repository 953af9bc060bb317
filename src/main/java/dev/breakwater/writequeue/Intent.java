package dev.breakwater.writequeue;

/** Whether an attempt may be sent. */
public enum Intent {
    /** It may, within the lease. */
    SEND,
    /** The lease was no longer the caller's. */
    NOT_OURS,
    /** It expired, surely without having been executed: it is dead now. */
    EXPIRED,
    /** It may have been executed, and may not be sent again: it is parked now. */
    TOO_OLD
}
