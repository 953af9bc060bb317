package dev.breakwater.load.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An effect, as the provider's ledger has it.
 *
 * @param seq its place in the ledger
 * @param key the idempotency key that the provider was shown
 * @param payload the SHA-256 of the request's body
 * @param request the provider's name for the request that had it; one may have several effects
 * @param object what it is about, such as {@code re_1}
 */
public record Effect(long seq, Instant at, @Nullable String key, String payload, String request, String object) {}
