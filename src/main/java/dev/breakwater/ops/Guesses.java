package dev.breakwater.ops;

import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often wrong keys came from where, and what follows: each further one within a minute is answered later, up to two
 * seconds. A right key is never held up: who guesses 256 random bits does not get in, and an operator at three in the
 * morning must.
 *
 * <p>Threading: safe for any thread; the lock is held for a few additions.
 */
final class Guesses {

    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int FREE = 10;
    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 2000;
    private static final int DOUBLINGS_MAX = 3;
    private static final int ADDRESSES_MAX = 1000; // those that were heard of last

    private final Ticker ticker;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > ADDRESSES_MAX;
        }
    };

    /** Of one address within a minute. */
    private static final class Count {
        private final long beganNanos;
        private int wrong;

        Count(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    Guesses(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A wrong key came from an address: for how long its answer waits. */
    synchronized Duration wrong(String address) {
        long now = ticker.nanos();
        Count count = counts.get(address);
        if (count == null || now - count.beganNanos >= WINDOW_NANOS) {
            count = new Count(now);
            counts.put(address, count);
        }
        int over = ++count.wrong - FREE;
        if (over <= 0) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(over - 1, DOUBLINGS_MAX)));
    }
}
