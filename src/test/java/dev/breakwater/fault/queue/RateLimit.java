package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.Witness.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A provider that allows so many requests per second, reads included, and answers 429 to the others, without saying for
 * how long: a bucket of tokens. What it allows it takes its time for.
 */
final class RateLimit implements Fate {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int TOO_MANY_REQUESTS = 429;

    private final double perSecond;
    private final double burst;
    private final long latencyMillis;
    private double tokens;
    private long refilledAt = System.nanoTime();
    private final List<Long> refusedAfter = new ArrayList<>();
    private long seen;
    private long countedSince = System.nanoTime();

    /**
     * @param burst how many may come at once
     * @param latencyMillis from a request to its answer, at least
     */
    RateLimit(double perSecond, double burst, long latencyMillis) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.latencyMillis = latencyMillis;
        this.tokens = burst;
    }

    /**
     * What it has counted.
     *
     * @param refusedAfter when, in seconds after the count began
     */
    record Count(long seen, List<Long> refusedAfter) {

        double share() {
            return seen == 0 ? 0 : (double) refusedAfter.size() / seen;
        }
    }

    /** Counts from now on. */
    synchronized void countAnew() {
        seen = 0;
        refusedAfter.clear();
        countedSince = System.nanoTime();
    }

    synchronized Count count() {
        return new Count(seen, List.copyOf(refusedAfter));
    }

    @Override
    public synchronized int status(String name) {
        long now = System.nanoTime();
        tokens = Math.min(burst, tokens + (now - refilledAt) / NANOS_PER_SECOND * perSecond);
        refilledAt = now;
        seen++;
        if (tokens < 1) {
            refusedAfter.add(Duration.ofNanos(now - countedSince).toSeconds());
            return TOO_MANY_REQUESTS;
        }
        tokens--;
        return 0;
    }

    @Override
    public long holdMillis(String name) {
        return latencyMillis;
    }
}
