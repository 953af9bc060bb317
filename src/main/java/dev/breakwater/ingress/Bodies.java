package dev.breakwater.ingress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of request bodies that are held at a time, of all clients together: a bound on memory.
 *
 * <p>Threading: safe for any thread.
 */
final class Bodies {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    Bodies(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Takes room for {@code more} bytes if there is any; whoever got it gives it back with {@link #release}. */
    boolean tryHold(int more) {
        if (bytes.addAndGet(more) <= bytesMax) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    void release(int held) {
        bytes.addAndGet(-held);
    }
}
