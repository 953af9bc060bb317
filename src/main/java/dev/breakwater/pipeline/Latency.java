package dev.breakwater.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * How long many exchanges took: counts in buckets, two to each doubling from 0.13 ms to 137 s, so that a quantile is
 * off by a quarter at the most.
 *
 * <p>Threading: for one thread.
 */
final class Latency {

    /** How many buckets there are. */
    static final int BUCKETS = 42;

    private static final int UNIT_SHIFT = 17; // 2^17 ns is 0.13 ms
    private static final double UNIT_MILLIS = (1 << UNIT_SHIFT) / 1e6;

    private final long[] counts = new long[BUCKETS];
    private long all;

    /** The bucket of what took {@code nanos}. */
    static int bucket(long nanos) {
        long units = Math.max(0, nanos) >>> UNIT_SHIFT;
        if (units == 0) {
            return 0;
        }
        int doublings = 63 - Long.numberOfLeadingZeros(units);
        int upperHalf = doublings == 0 ? (int) (nanos >>> (UNIT_SHIFT - 1)) & 1 : (int) (units >>> (doublings - 1)) & 1;
        return Math.min(BUCKETS - 1, 1 + 2 * doublings + upperHalf);
    }

    void add(int bucket, long count) {
        counts[bucket] += count;
        all += count;
    }

    /** How many are in a bucket. */
    long count(int bucket) {
        return counts[bucket];
    }

    /** Milliseconds within which {@code share} of them ended; null if there were none. */
    @Nullable
    Double quantile(double share) {
        if (all == 0) {
            return null;
        }
        double wanted = share * all;
        double seen = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1 && seen + counts[bucket] < wanted) {
            seen += counts[bucket];
            bucket++;
        }
        double within = counts[bucket] == 0 ? 0 : (wanted - seen) / counts[bucket];
        double millis = begin(bucket) + (begin(bucket + 1) - begin(bucket)) * within;
        return Math.round(millis * 100) / 100.0;
    }

    /** Where a bucket begins, in milliseconds. */
    private static double begin(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int step = bucket - 1;
        return UNIT_MILLIS * (1L << (step / 2)) * (step % 2 == 0 ? 1 : 1.5);
    }
}
