package dev.breakwater.exchange;

import java.time.Duration;

/**
 * The instant by which the client must have an answer, retries included. It is a reading of the monotonic clock, so
 * that a jump of the wall clock moves nothing.
 *
 * @param atNanos the {@link Ticker#nanos()} reading at which it passes
 */
public record Deadline(long atNanos) {

    /** The deadline that passes {@code length} from now. */
    public static Deadline after(Duration length, Ticker ticker) {
        return new Deadline(ticker.nanos() + length.toNanos());
    }

    /** What is left of it, in nanoseconds; negative once it has passed. */
    public long remainingNanos(Ticker ticker) {
        return atNanos - ticker.nanos();
    }

    /** The earlier of this and {@code other}: a deadline can be shortened, never extended. */
    public Deadline noLaterThan(Deadline other) {
        return other.atNanos - atNanos < 0 ? other : this;
    }
}
