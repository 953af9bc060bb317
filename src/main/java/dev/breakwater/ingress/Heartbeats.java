package dev.breakwater.ingress;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the event loops still turn.
 *
 * <p>Threading: each loop beats for itself; anybody may ask.
 */
final class Heartbeats {

    private static final long EVERY_MILLIS = 1_000;

    private final Ticker ticker;
    private final List<AtomicLong> last = new CopyOnWriteArrayList<>();

    Heartbeats(Ticker ticker) {
        this.ticker = ticker;
    }

    /** From now on the event loop that calls is watched; its timer goes with what was deployed on it. */
    void beatOn(Vertx vertx) {
        AtomicLong beat = new AtomicLong(ticker.nanos());
        last.add(beat);
        vertx.setPeriodic(EVERY_MILLIS, id -> beat.setRelease(ticker.nanos()));
    }

    int loops() {
        return last.size();
    }

    /** Since when the slowest of them has not been heard of. */
    Duration longestSilence() {
        long now = ticker.nanos();
        return Duration.ofNanos(
                last.stream().mapToLong(beat -> now - beat.getAcquire()).max().orElse(0));
    }
}
