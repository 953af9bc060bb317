package dev.breakwater.guard;

import dev.breakwater.exchange.Deadline;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * The longest one try may take. It is one timer of the event loop per attempt, set to what is sooner: the try's own
 * limit or the exchange's deadline.
 *
 * <p>Threading: the timer fires on the event loop that started it.
 */
public final class AttemptTimeout {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final long longestNanos;
    private final Ticker ticker;

    public AttemptTimeout(Vertx vertx, Duration longest, Ticker ticker) {
        this.vertx = vertx;
        this.longestNanos = longest.toNanos();
        this.ticker = ticker;
    }

    /** Runs {@code expired} when the time is up; the returned id {@link #stop}s it. */
    public long start(Deadline deadline, Runnable expired) {
        long nanos = Math.min(longestNanos, deadline.remainingNanos(ticker));
        long millis = Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
        return vertx.setTimer(millis, id -> expired.run());
    }

    /** The attempt is over. */
    public void stop(long id) {
        vertx.cancelTimer(id);
    }
}
