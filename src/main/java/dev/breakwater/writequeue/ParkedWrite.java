package dev.breakwater.writequeue;

import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parked write that may have been executed, for whoever finds out.
 *
 * @param id its name
 * @param fence names this parking: once the write has left it, whoever still resolves it changes nothing
 * @param scope provider and route
 * @param key what the provider was shown
 * @param request what was sent; null if it cannot be read any more
 * @param parkedFor by the store's clock, when this was read. Nothing of it was sent since, but by an owner that was
 *     paused between its last look at the clock and the sending
 * @param traceparent the trace it belongs to; null if its client named none
 */
public record ParkedWrite(
        WriteId id,
        String fence,
        Scope scope,
        IdempotencyKey key,
        @Nullable StoredRequest request,
        Duration parkedFor,
        @Nullable String traceparent) {

    /**
     * Some of a partition's parked writes.
     *
     * @param writes those that were asked for
     * @param seen how many were looked at, others included: fewer than asked for if these were the last
     */
    public record Page(List<ParkedWrite> writes, int seen) {}
}
