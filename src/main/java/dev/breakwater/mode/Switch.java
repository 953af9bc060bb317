package dev.breakwater.mode;

/** What can be switched off at run time. All are on unless an order says otherwise. */
public enum Switch {
    /** Further attempts within one exchange. */
    RETRIES,
    /** Taking writes that wait. */
    QUEUE,
    /** Answering with what is past its lifetime. */
    STALE,
    /** One call for all who ask for the same. */
    COALESCING,
    /** Delivering writes that wait. */
    DRAIN
}
