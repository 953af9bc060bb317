package dev.breakwater.fault.queue.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An effect, as the provider's ledger has it.
 *
 * @param seq its place in the ledger
 * @param request the provider's name for the request that had it; one may have several effects
 * @param payload the SHA-256 of the request's body
 */
public record Effect(long seq, Instant at, @Nullable String key, String payload, String request) {}
