package dev.breakwater.fault.queue.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that a client was about to make.
 *
 * @param number counts up, over all requests
 * @param key the idempotency key
 * @param lane the ordering key; null if it has none
 * @param payload the SHA-256 of the body
 */
public record Asked(
        int number, Instant at, String key, @Nullable String lane, String payload) {}
