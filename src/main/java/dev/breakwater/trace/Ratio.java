package dev.breakwater.trace;

import org.jspecify.annotations.Nullable;

/**
 * The share of traces that are sampled where nobody before us has decided. It is told from the trace id as
 * OpenTelemetry's samplers do, so that all who sample the same share sample the same traces.
 */
final class Ratio {

    private static final int RANDOM_PART = 16;
    private static final int HEX = 16;

    private final long bound;

    private Ratio(double share) {
        this.bound = share == 0 ? Long.MIN_VALUE : (long) (share * Long.MAX_VALUE);
    }

    /** The one in {@code text}, from 0 to 1; null if it is none. */
    static @Nullable Ratio of(String text) {
        try {
            double share = Double.parseDouble(text.strip());
            return share >= 0 && share <= 1 ? new Ratio(share) : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }

    /** Whether the trace {@code id} is among them. */
    boolean has(String id) {
        return Math.abs(Long.parseUnsignedLong(id, RANDOM_PART, id.length(), HEX)) < bound || bound == Long.MAX_VALUE;
    }
}
