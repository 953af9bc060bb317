package dev.breakwater.guard;

import dev.breakwater.exchange.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls per second of one client, with bursts of up to one second's worth. It is the generic cell rate algorithm: one
 * number, the time at which the bucket would be full again.
 *
 * <p>Threading: safe for any thread, lock-free.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-I.371">ITU-T I.371, annex A</a>
 */
public final class Quota {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long spacingNanos;
    private final long burstNanos;
    private final Ticker ticker;
    private final AtomicLong fullAt;

    /**
     * @param perSecond calls per second, above 0
     * @param ticker the clock
     */
    public Quota(double perSecond, Ticker ticker) {
        this.spacingNanos = (long) Math.ceil(NANOS_PER_SECOND / perSecond);
        this.burstNanos = spacingNanos * Math.max(1, (long) perSecond); // whole calls, whatever the spacing rounds to
        this.ticker = ticker;
        this.fullAt = new AtomicLong(ticker.nanos());
    }

    /** Takes one call: 0 if it may go ahead, else the nanoseconds after which one may. */
    public long take() {
        long now = ticker.nanos();
        while (true) {
            long full = fullAt.get();
            long base = full - now < 0 ? now : full;
            long wait = base + spacingNanos - now - burstNanos;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(full, base + spacingNanos)) {
                return 0;
            }
        }
    }
}
