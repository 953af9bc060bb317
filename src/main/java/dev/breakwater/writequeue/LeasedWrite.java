package dev.breakwater.writequeue;

import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A write that is ours for a while.
 *
 * @param id its name
 * @param token the lease's; never given to anybody else
 * @param client who submitted it
 * @param scope provider and route
 * @param key what the provider is shown, the same on every attempt
 * @param request what every attempt sends; null if it cannot be read any more, so that only parking it is left
 * @param fault why the request cannot be read; null if it can
 * @param attempts how many were intended before
 * @param acceptedAt by the store's clock
 * @param inDoubt whether an earlier attempt may have been executed
 * @param lease how long it is ours, counted from when it was claimed
 * @param claimedNanos the ticker's reading before it was claimed
 * @param traceparent the trace it belongs to; null if its client named none
 */
public record LeasedWrite(
        WriteId id,
        String token,
        String client,
        Scope scope,
        IdempotencyKey key,
        @Nullable StoredRequest request,
        @Nullable String fault,
        int attempts,
        Instant acceptedAt,
        boolean inDoubt,
        Duration lease,
        long claimedNanos,
        @Nullable String traceparent) {}
