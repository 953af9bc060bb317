package dev.breakwater.store;

import dev.breakwater.exchange.Receipt;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * A step that was taken, and what the store says of its durability.
 *
 * @param reply the step's own
 * @param receipt what the store confirmed; null if that is less than was demanded
 * @param shortfall why it is less; empty if it is not
 */
public record Stored(Response reply, @Nullable Receipt receipt, String shortfall) {}
