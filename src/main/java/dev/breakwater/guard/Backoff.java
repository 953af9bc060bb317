package dev.breakwater.guard;

import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.RetryPolicy;
import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential, with full jitter, so that callers who failed together do not
 * come back together.
 *
 * <p>Threading: safe for any thread.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and
 *     Jitter</a>
 */
public final class Backoff {

    private final long firstNanos;
    private final long maxNanos;
    private final Chance chance;

    public Backoff(RetryPolicy policy, Chance chance) {
        this.firstNanos = policy.backoff().toNanos();
        this.maxNanos = policy.backoffMax().toNanos();
        this.chance = chance;
    }

    /** The wait after {@code attempts} attempts (at least 1): evenly distributed from zero to the present ceiling. */
    public Duration after(int attempts) {
        long ceiling = ceilingNanos(attempts);
        return Duration.ofNanos((long) (chance.next() * ceiling));
    }

    private long ceilingNanos(int attempts) {
        long ceiling = firstNanos;
        for (int i = 1; i < attempts && ceiling < maxNanos; i++) {
            ceiling *= 2;
        }
        return Math.min(ceiling, maxNanos);
    }
}
