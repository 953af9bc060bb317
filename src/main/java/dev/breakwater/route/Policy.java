package dev.breakwater.route;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one route are protected.
 *
 * @param attemptTimeout the longest one try may take, to the last byte of an answer that is held, or to the moment from
 *     which a larger one is passed on
 * @param deadline by when the client must have an answer, retries included
 * @param bulkhead concurrent calls of this route; 0 for no bound beside the provider's
 * @param breaker null for none
 * @param retry how often an attempt may be repeated
 * @param limits how much may come in and go out
 * @param writes what becomes of writes that cannot be sent now
 * @param cache how answers to reads are kept; null if none is
 */
public record Policy(
        Duration attemptTimeout,
        Duration deadline,
        int bulkhead,
        @Nullable BreakerPolicy breaker,
        RetryPolicy retry,
        Limits limits,
        WritePolicy writes,
        @Nullable CachePolicy cache) {

    /** The same with other rules for writes. */
    Policy withWrites(WritePolicy other) {
        return new Policy(attemptTimeout, deadline, bulkhead, breaker, retry, limits, other, cache);
    }

    /** The same with answers kept. */
    Policy withCache(@Nullable CachePolicy other) {
        return new Policy(attemptTimeout, deadline, bulkhead, breaker, retry, limits, writes, other);
    }

    /**
     * Bounds on sizes.
     *
     * @param bodyMax bytes of a request body
     * @param answerHeld bytes of an answer that are held back until it is whole; a larger one is passed on as it comes
     * @param answerMax bytes of an answer's body
     * @param allowedInTarget characters of {@code ; \ /} that targets may hold, encoded or not, beyond the usual
     */
    public record Limits(int bodyMax, int answerHeld, long answerMax, String allowedInTarget) {}
}
