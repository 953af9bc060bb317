package dev.breakwater.sandbox.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One effect, and the request that had it.
 *
 * @param seq counts up from 1 until the ledger is emptied
 * @param idempotencyKey null if the request had none
 * @param connection names the TCP connection that the request came on
 */
public record Entry(
        long seq,
        Instant at,
        String effect,
        String objectId,
        long amount,
        String currency,
        @Nullable String idempotencyKey,
        String method,
        String path,
        String bodySha256,
        String requestId,
        String connection) {

    public JsonObject json() {
        return new JsonObject()
                .put("seq", seq)
                .put("at", at.toString())
                .put("effect", effect)
                .put("object_id", objectId)
                .put("amount", amount)
                .put("currency", currency)
                .put("idempotency_key", idempotencyKey)
                .put("method", method)
                .put("path", path)
                .put("body_sha256", bodySha256)
                .put("request_id", requestId)
                .put("connection", connection);
    }

    static Entry of(JsonObject json) {
        return new Entry(
                json.getLong("seq"),
                Instant.parse(json.getString("at")),
                json.getString("effect"),
                json.getString("object_id"),
                json.getLong("amount"),
                json.getString("currency"),
                json.getString("idempotency_key"),
                json.getString("method"),
                json.getString("path"),
                json.getString("body_sha256"),
                json.getString("request_id"),
                json.getString("connection"));
    }
}
