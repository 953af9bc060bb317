package dev.breakwater.exchange;

/** Whether a client lets its write wait: {@code Breakwater-Queue}. It narrows what the route allows. */
public enum QueueWish {
    /** It is not to wait: it is sent now, or refused. */
    NEVER,
    /** It waits if it cannot be sent now. */
    ALLOW,
    /** It is not to be sent now: write-behind. */
    NOW
}
