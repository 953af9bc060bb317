package dev.breakwater.exchange;

import java.time.Instant;

/**
 * The clock. Everything that needs the time is handed one, so that a test can set it; only this package asks the
 * system's.
 *
 * <p>Threading: implementations may be called from any thread.
 */
public interface Ticker {

    /** A monotonic reading in nanoseconds; only differences between two readings mean anything. */
    long nanos();

    /** The wall clock, for what people and other systems read. It may jump; never measure with it. */
    Instant now();

    /** The machine's own clock. */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
