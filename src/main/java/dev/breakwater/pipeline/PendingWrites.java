package dev.breakwater.pipeline;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many writes wait that may change what a kept answer shows. Where the store must not hold up an answer, what was
 * known of it a moment ago counts.
 *
 * <p>Threading: for its event loop.
 */
final class PendingWrites {

    private static final Duration KNOWN_FOR = Duration.ofSeconds(1);
    private static final int LANES_MAX = 10_000;
    private static final int LANES_USUAL = 64;

    private final WriteQueue queue;
    private final Ticker ticker;
    private final Map<Lane, Known> known = new LinkedHashMap<>(LANES_USUAL, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Lane, Known> eldest) {
            return size() > LANES_MAX;
        }
    };

    private record Known(int writes, long atNanos) {}

    PendingWrites(WriteQueue queue, Ticker ticker) {
        this.queue = queue;
        this.ticker = ticker;
    }

    /** As far as it is known without asking; if that is old, it is asked for beside. */
    int known(Lane lane) {
        Known last = known.get(lane);
        if (last == null || ticker.nanos() - last.atNanos() > KNOWN_FOR.toNanos()) {
            known.put(lane, new Known(last == null ? 0 : last.writes(), ticker.nanos()));
            var unused = ask(lane);
        }
        return last == null ? 0 : last.writes();
    }

    /** As the store says, or as it was known before if that does not answer. */
    Future<Integer> ask(Lane lane) {
        return queue.waiting(lane)
                .onSuccess(count -> known.put(lane, new Known(count, ticker.nanos())))
                .otherwise(away -> {
                    Known last = known.get(lane);
                    return last == null ? 0 : last.writes();
                });
    }
}
