package dev.breakwater.writequeue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A write to be accepted.
 *
 * @param id derived from its key's scope
 * @param client who submits it, and alone may see it
 * @param scope provider and route
 * @param lane null if it is a lane of its own
 * @param key what the provider is shown, the same on every attempt
 * @param request what every attempt sends
 * @param traceparent the trace it belongs to; null if its client named none
 * @param maxWait after which it is no longer wanted
 * @param keyWindow how long after its first sending it may be sent again; zero if the provider honours no key
 * @param doubt how long ago a live attempt may have been executed; null if surely none was
 * @param durability what the route demands
 * @param keyMark for a key that nobody has claimed; null if its claim is held
 */
public record NewWrite(
        WriteId id,
        String client,
        Scope scope,
        @Nullable Lane lane,
        IdempotencyKey key,
        StoredRequest request,
        @Nullable String traceparent,
        Duration maxWait,
        Duration keyWindow,
        @Nullable Duration doubt,
        Durability durability,
        @Nullable KeyMark keyMark) {}
