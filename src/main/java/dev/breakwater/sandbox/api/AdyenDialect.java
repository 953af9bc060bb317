package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Adyen's manner: JSON, an {@code X-API-Key}, and keys of up to 64 characters whose first answer is given again.
 * Source: docs.adyen.com/development-resources/api-idempotency, to be checked there.
 */
final class AdyenDialect implements Dialect {

    private static final int KEY_CHARS_MAX = 64;

    @Override
    public Optional<Answer> refusal(Call call) {
        if (call.header("X-API-Key").isEmpty()) {
            return Optional.of(error(401, "000", "security", "HTTP Status Response - Unauthorized"));
        }
        if (call.idempotencyKey().filter(key -> key.length() > KEY_CHARS_MAX).isPresent()) {
            return Optional.of(error(
                    422, "000", "validation", "The idempotency key is longer than " + KEY_CHARS_MAX + " characters."));
        }
        return Optional.empty();
    }

    @Override
    public String account(Call call) {
        byte[] credential = call.header("X-API-Key").orElse("").getBytes(StandardCharsets.UTF_8);
        return "adyen:" + Call.sha256(credential).substring(0, 16);
    }

    /** Adyen's pages do not say that it compares parameters, so the same key is the same call. */
    @Override
    public String fingerprint(Call call) {
        return call.path();
    }

    @Override
    public Answer keyInUse(String key) {
        return error(422, "704", "validation", "request already processed or in progress");
    }

    @Override
    public Answer keyMisused(String key) {
        return keyInUse(key);
    }

    @Override
    public boolean remembers(int status) {
        return status != 401 && status != 422 && status != 429;
    }

    @Override
    public Answer replayed(Answer first) {
        return first;
    }

    @Override
    public Answer finished(Answer answer, Call call) {
        Answer named = answer.with("Request-Id", call.requestId());
        return call.idempotencyKey()
                .map(key -> named.with("Idempotency-Key", key))
                .orElse(named);
    }

    static Answer error(int status, String code, String type, String message) {
        return Answer.json(
                status,
                new JsonObject()
                        .put("status", status)
                        .put("errorCode", code)
                        .put("message", message)
                        .put("errorType", type));
    }
}
