package dev.breakwater.fault.queue.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as it came over the wire.
 *
 * @param from when its last byte was here
 * @param until when its answer was handed out, or its connection ended; null if neither has happened
 * @param key null if it has none
 * @param payload the SHA-256 of its body
 * @param bytes the SHA-256 of its method, target, end-to-end headers and body
 */
public record Arrival(
        Instant from, @Nullable Instant until, @Nullable String key, String payload, String bytes) {}
