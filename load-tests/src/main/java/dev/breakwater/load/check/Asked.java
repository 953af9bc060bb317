package dev.breakwater.load.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that a client was about to make.
 *
 * @param number counts up, over all requests of a run
 * @param phase of the run
 * @param kind such as {@code payment} or {@code read}
 * @param key the idempotency key; null for a read
 * @param lane the ordering key; null if it has none
 * @param payload the SHA-256 of the body, which holds a reference of its own; null for a read
 */
public record Asked(
        int number,
        Instant at,
        String phase,
        String kind,
        @Nullable String key,
        @Nullable String lane,
        @Nullable String payload) {}
