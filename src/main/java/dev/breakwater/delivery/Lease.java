package dev.breakwater.delivery;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.writequeue.LeasedWrite;
import java.time.Duration;

/** What is left of a lease by our own clock, which began to count before the store's did. */
final class Lease {

    private Lease() {}

    /** Negative once it has run out. */
    static Duration left(LeasedWrite write, Ticker ticker) {
        return write.lease().minus(held(write, ticker));
    }

    /** How long it has been ours. */
    static Duration held(LeasedWrite write, Ticker ticker) {
        return Duration.ofNanos(ticker.nanos() - write.claimedNanos());
    }
}
