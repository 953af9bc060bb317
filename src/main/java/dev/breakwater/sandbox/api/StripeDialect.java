package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Stripe's v1 manner. A key's first status and body are remembered once execution began, 500s included; 400, 409 and
 * 429 are not. Source: docs.stripe.com/api/idempotent_requests, to be checked there.
 */
final class StripeDialect implements Dialect {

    private static final int KEY_CHARS_MAX = 255;

    @Override
    public Optional<Answer> refusal(Call call) {
        if (!credential(call).startsWith("sk_")) {
            return Optional.of(StripeError.answer(
                            401,
                            "invalid_request_error",
                            null,
                            null,
                            "You did not provide a valid API key: send 'Authorization: Bearer sk_...'.")
                    .with("WWW-Authenticate", "Bearer realm=\"Stripe\""));
        }
        if (call.idempotencyKey().filter(key -> key.length() > KEY_CHARS_MAX).isPresent()) {
            return Optional.of(StripeError.answer(
                    400,
                    "invalid_request_error",
                    null,
                    null,
                    "The idempotency key is longer than " + KEY_CHARS_MAX + " characters."));
        }
        return Optional.empty();
    }

    @Override
    public String account(Call call) {
        return "stripe:"
                + Call.sha256(credential(call).getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    @Override
    public String fingerprint(Call call) {
        return call.method() + " " + call.path() + " " + call.bodySha256();
    }

    @Override
    public Answer keyInUse(String key) {
        return StripeError.answer(
                409,
                "idempotency_error",
                "idempotency_key_in_use",
                null,
                "There is currently another in-progress request using this Idempotency Key: " + key + ".");
    }

    @Override
    public Answer keyMisused(String key) {
        return StripeError.answer(
                400,
                "idempotency_error",
                null,
                null,
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                        + "Try using a key other than '" + key + "' if you meant to execute a different request.");
    }

    @Override
    public boolean remembers(int status) {
        return status != 400 && status != 409 && status != 429;
    }

    @Override
    public Answer replayed(Answer first) {
        String original = first.headers().getOrDefault("Request-Id", "");
        return first.with("Idempotent-Replayed", "true").with("Original-Request", original);
    }

    @Override
    public Answer finished(Answer answer, Call call) {
        Answer named = answer.with("Request-Id", call.requestId());
        return call.idempotencyKey()
                .map(key -> named.with("Idempotency-Key", key))
                .orElse(named);
    }

    static Answer noSuchUrl(Call call) {
        return StripeError.wrap(
                404,
                new JsonObject()
                        .put("type", "invalid_request_error")
                        .put("message", "Unrecognized request URL (" + call.method() + ": " + call.path() + ")."));
    }

    /** The secret key, given as a bearer token or as the user of basic authentication. */
    private static String credential(Call call) {
        String header = call.header("Authorization").orElse("");
        String scheme = header.replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        String value = header.substring(header.indexOf(' ') + 1).trim();
        if (scheme.equals("bearer")) {
            return value;
        }
        if (!scheme.equals("basic")) {
            return "";
        }
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).replaceFirst(":.*", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
