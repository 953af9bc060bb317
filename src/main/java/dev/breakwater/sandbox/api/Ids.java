package dev.breakwater.sandbox.api;

import dev.breakwater.exchange.Ticker;

/**
 * Names for new objects: the instant at which the sandbox started, then a count, so that they are all of one length,
 * sort by age, and never repeat, not even over a restart.
 */
public final class Ids {

    private static final long COUNT_MAX = 36L * 36 * 36 * 36 * 36 * 36 * 36;

    private final String boot;
    private long count;

    public Ids(Ticker ticker) {
        boot = padded(ticker.now().toEpochMilli(), 9);
    }

    public String next(String prefix) {
        count = (count + 1) % COUNT_MAX;
        return prefix + "_" + boot + padded(count, 7);
    }

    private static String padded(long number, int width) {
        String digits = Long.toString(number, 36);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
