package dev.breakwater.pipeline;

import dev.breakwater.exchange.PaymentResult;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How the exchanges of one route went on one event loop, in slots of five seconds: a ring that forgets by itself.
 *
 * <p>Threading: one event loop counts, without locks or shared counters; anybody may read, and sees what is at most a
 * moment old.
 */
final class Meter {

    /** How long a slot is. */
    static final long SLOT_NANOS = 5_000_000_000L;

    private static final int SLOTS = 64; // a reader looks at 60 at the most, so that it never meets one being emptied
    private static final int WAYS = Fared.values().length;
    private static final int RESULTS = PaymentResult.values().length;
    private static final int LATENCY = WAYS + RESULTS;
    private static final int WIDTH = LATENCY + Latency.BUCKETS;

    private final AtomicIntegerArray cells = new AtomicIntegerArray(SLOTS * WIDTH);
    private final AtomicLongArray stamps = new AtomicLongArray(SLOTS);

    Meter() {
        for (int i = 0; i < SLOTS; i++) {
            stamps.set(i, Long.MIN_VALUE);
        }
    }

    /** The number of the slot that {@code nanos} falls into. */
    static long slot(long nanos) {
        return Math.floorDiv(nanos, SLOT_NANOS);
    }

    /** One more has ended. */
    void count(Fared fared, long tookNanos, long nowNanos) {
        int first = first(nowNanos);
        increment(first + fared.ordinal());
        if (fared != Fared.MISTAKEN) {
            increment(first + LATENCY + Latency.bucket(tookNanos));
        }
    }

    /** Something became of a payment. */
    void paid(PaymentResult result, long nowNanos) {
        increment(first(nowNanos) + WAYS + result.ordinal());
    }

    /** The first cell of now's slot, emptied if it was another's. */
    private int first(long nowNanos) {
        long slot = slot(nowNanos);
        int place = (int) Math.floorMod(slot, (long) SLOTS);
        int first = place * WIDTH;
        if (stamps.getPlain(place) != slot) {
            for (int i = first; i < first + WIDTH; i++) {
                cells.setRelease(i, 0);
            }
            stamps.setRelease(place, slot);
        }
        return first;
    }

    /** Adds what {@code slot} holds. */
    void read(long slot, long[] ways, long[] results, Latency latency) {
        int place = (int) Math.floorMod(slot, (long) SLOTS);
        if (stamps.getAcquire(place) != slot) {
            return;
        }
        int first = place * WIDTH;
        for (int i = 0; i < WAYS; i++) {
            ways[i] += cells.getAcquire(first + i);
        }
        for (int i = 0; i < RESULTS; i++) {
            results[i] += cells.getAcquire(first + WAYS + i);
        }
        for (int i = 0; i < Latency.BUCKETS; i++) {
            latency.add(i, cells.getAcquire(first + LATENCY + i));
        }
    }

    private void increment(int cell) {
        cells.setRelease(cell, cells.getPlain(cell) + 1);
    }
}
