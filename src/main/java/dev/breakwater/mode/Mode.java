package dev.breakwater.mode;

/** Whether a provider is called. */
public enum Mode {
    /** It is, as far as its guards allow. */
    AUTO,
    /** It is not: reads are answered from what is kept, writes that may wait are queued, all else is refused. */
    DEGRADED,
    /** It is not, and nothing is taken for it. */
    SUSPENDED
}
