package dev.breakwater.ingress;

import dev.breakwater.exchange.Deadline;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a queued write again and again until something has changed, ever more rarely. As many wait as may; whoever
 * comes when they are all there is told at once how things stand.
 *
 * <p>Threading: for its event loop; the bound holds for all of them.
 */
final class LongPolls {

    /** Waiters of all event loops together. */
    static final int WAITERS_MAX = 1_000;

    private static final long FIRST_MILLIS = 100;
    private static final long LAST_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Ticker ticker;
    private final AtomicInteger waiters;

    LongPolls(Vertx vertx, Ticker ticker, AtomicInteger waiters) {
        this.vertx = vertx;
        this.ticker = ticker;
        this.waiters = waiters;
    }

    /** What {@code look} finds once it is {@code enough}, or at the end of {@code longest}, or when nobody waits. */
    Future<@Nullable QueuedWrite> until(
            Supplier<Future<@Nullable QueuedWrite>> look,
            Predicate<@Nullable QueuedWrite> enough,
            Duration longest,
            BooleanSupplier nobodyWaits) {
        if (longest.isZero()) {
            return look.get();
        }
        if (waiters.incrementAndGet() > WAITERS_MAX) {
            waiters.decrementAndGet();
            return look.get();
        }
        Deadline end = Deadline.after(longest, ticker);
        return again(look, found -> enough.test(found) || nobodyWaits.getAsBoolean(), end, FIRST_MILLIS)
                .onComplete(over -> waiters.decrementAndGet());
    }

    private Future<@Nullable QueuedWrite> again(
            Supplier<Future<@Nullable QueuedWrite>> look,
            Predicate<@Nullable QueuedWrite> enough,
            Deadline end,
            long waitMillis) {
        return look.get().<@Nullable QueuedWrite>compose(found -> {
            long left = end.remainingNanos(ticker) / NANOS_PER_MILLI;
            if (left <= 0 || enough.test(found)) {
                return Future.<@Nullable QueuedWrite>succeededFuture(found);
            }
            Promise<@Nullable QueuedWrite> later = Promise.promise();
            vertx.setTimer(
                    Math.min(left, waitMillis) + 1,
                    id -> again(look, enough, end, Math.min(waitMillis * 3 / 2, LAST_MILLIS))
                            .onComplete(later));
            return later.future();
        });
    }
}
