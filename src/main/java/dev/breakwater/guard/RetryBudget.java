package dev.breakwater.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The share of a provider's calls that may be retries. Each call pays a share into the budget, each retry takes one
 * out, so that a failing provider never gets more than that share on top, however many calls fail.
 *
 * <p>Threading: safe for any thread, lock-free.
 */
public final class RetryBudget {

    /** Retries that may be made before any share was paid in, so that the first calls may be repeated too. */
    public static final int RESERVE = 10;

    private static final int SAVED_MAX = 100; // retries; more would be a storm saved up in quiet hours
    private static final long ONE = 1_000_000;

    private final long paidPerCall;
    private final AtomicLong saved;

    /** @param share retries per call, from 0 (none at all) to 1 */
    public RetryBudget(double share) {
        this.paidPerCall = Math.round(share * ONE);
        this.saved = new AtomicLong(paidPerCall == 0 ? 0 : RESERVE * ONE);
    }

    /** A call (not a retry) is made. */
    public void called() {
        if (paidPerCall > 0 && saved.get() < SAVED_MAX * ONE) {
            saved.addAndGet(paidPerCall);
        }
    }

    /** Takes one retry out of the budget if there is one. */
    public boolean tryRetry() {
        long now = saved.get();
        while (now >= ONE) {
            if (saved.compareAndSet(now, now - ONE)) {
                return true;
            }
            now = saved.get();
        }
        return false;
    }

    /** Retries that could be made now. */
    public int available() {
        return (int) (saved.get() / ONE);
    }
}
