package dev.breakwater.exchange;

/**
 * The loud way: for what puts data at risk and must wake somebody up, and for nothing else. A degraded answer is quiet.
 *
 * <p>Threading: implementations may be called from any thread.
 */
@FunctionalInterface
public interface Alarm {

    /** What puts data at risk. */
    enum Cause {
        /** The store came back without what it had acknowledged. */
        STORE_LOST,
        /** The store does not keep writes as durably as a route demands. */
        STORE_NOT_DURABLE,
        /** A write may have been executed, and this could not be stored. */
        OUTCOME_NOT_STORED,
        /** A stored write cannot be read. */
        WRITE_UNREADABLE,
        /** The provider no longer accepts our credential. */
        CREDENTIAL_REFUSED,
        /** The audit log in the store is not what was sealed, or has a gap: nothing is sealed over it. */
        AUDIT_BROKEN
    }

    /**
     * Raises it.
     *
     * @param cause which kind, for counting
     * @param detail which data and what to do, for people; without anything secret
     */
    void raise(Cause cause, String detail);
}
