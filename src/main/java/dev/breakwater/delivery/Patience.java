package dev.breakwater.delivery;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.guard.Backoff;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When each parked write is asked about again: after every lookup in vain, later. It remembers a bounded number of
 * them, those asked about last; what it has forgotten is due at once.
 *
 * <p>Threading: for one event loop.
 */
final class Patience {

    private static final int REMEMBERED_MAX = 10_000;

    private final Backoff backoff;
    private final Ticker ticker;
    private final Map<WriteId, Wait> waits = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<WriteId, Wait> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /**
     * How long one is left alone.
     *
     * @param lookups how many were in vain
     */
    private record Wait(int lookups, long untilNanos) {}

    Patience(Backoff backoff, Ticker ticker) {
        this.backoff = backoff;
        this.ticker = ticker;
    }

    boolean isDue(WriteId id) {
        Wait wait = waits.get(id);
        return wait == null || wait.untilNanos() - ticker.nanos() <= 0;
    }

    /** Gives for how long it is left alone now. */
    Duration inVain(WriteId id) {
        Wait before = waits.get(id);
        int lookups = before == null ? 1 : before.lookups() + 1;
        Duration wait = backoff.after(lookups);
        waits.put(id, new Wait(lookups, ticker.nanos() + wait.toNanos()));
        return wait;
    }

    void over(WriteId id) {
        waits.remove(id);
    }
}
