package dev.breakwater.guard;

import dev.breakwater.exchange.Deadline;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The longest one try may take. It is one timer of the event loop per attempt, set to what is sooner: the try's own
 * limit or the exchange's deadline. Vert.x' own timers do the same and remember each one twice more, to find it by its
 * number and to stop it with its verticle: nearly every attempt ends in time, so that is paid for nothing.
 *
 * <p>Threading: the timer fires on the event loop that started it.
 */
public final class AttemptTimeout {

    private final Vertx vertx;
    private final long longestNanos;
    private final Ticker ticker;

    public AttemptTimeout(Vertx vertx, Duration longest, Ticker ticker) {
        this.vertx = vertx;
        this.longestNanos = longest.toNanos();
        this.ticker = ticker;
    }

    /** Runs {@code expired} when the time is up, unless what is returned was cancelled before. */
    public ScheduledFuture<?> start(Deadline deadline, Runnable expired) {
        long nanos = Math.min(longestNanos, deadline.remainingNanos(ticker));
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return context.nettyEventLoop()
                .schedule(() -> context.runOnContext(late -> expired.run()), nanos, TimeUnit.NANOSECONDS);
    }
}
