package dev.breakwater.exchange;

/** What became of a write, in the words of those who count payments. */
public enum PaymentResult {
    /** The provider took it. */
    APPROVED,
    /** The provider decided against it: no money, a lost card. */
    DECLINED,
    /** Surely nothing was done, and it does not wait. */
    REFUSED,
    /** It waits in the queue; what becomes of it is counted then. */
    QUEUED,
    /** It may have been executed, and nobody knows. */
    UNKNOWN,
    /** The request was wrong, by the provider's word or ours. */
    ERROR
}
