package dev.breakwater.guard;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bound on concurrent calls. It refuses at once: nobody ever waits in it.
 *
 * <p>Threading: safe for any thread, lock-free.
 */
public final class Bulkhead {

    private final int limit;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** @param limit concurrent calls, at least 1 */
    public Bulkhead(int limit) {
        this.limit = limit;
    }

    /** Takes a place if there is one; whoever got {@code true} calls {@link #leave} exactly once. */
    public boolean tryEnter() {
        int now = inFlight.get();
        while (now < limit) {
            if (inFlight.compareAndSet(now, now + 1)) {
                return true;
            }
            now = inFlight.get();
        }
        return false;
    }

    /** Gives the place back. */
    public void leave() {
        inFlight.decrementAndGet();
    }

    /** Calls under way. */
    public int inFlight() {
        return inFlight.get();
    }

    /** The most that may be under way. */
    public int limit() {
        return limit;
    }
}
