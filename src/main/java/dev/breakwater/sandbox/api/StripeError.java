package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Error answers in the shape of Stripe's v1 API. Source: docs.stripe.com/api/errors, to be checked there. */
final class StripeError {

    private StripeError() {}

    static Answer answer(int status, String type, @Nullable String code, @Nullable String param, String message) {
        return wrap(status, fields(type, code, param, message));
    }

    static ApiError invalid(String message, @Nullable String code, @Nullable String param) {
        return new ApiError(answer(400, "invalid_request_error", code, param, message));
    }

    static ApiError missing(String kind, String id, @Nullable String param) {
        return new ApiError(answer(
                "id".equals(param) || "intent".equals(param) ? 404 : 400,
                "invalid_request_error",
                "resource_missing",
                param,
                "No such " + kind + ": '" + id + "'"));
    }

    static ApiError unexpectedState(JsonObject intent, String message) {
        JsonObject error = fields("invalid_request_error", "payment_intent_unexpected_state", null, message);
        return new ApiError(wrap(400, error.put("payment_intent", intent)));
    }

    static JsonObject declined(TestCard card, String charge) {
        return fields("card_error", card.code(), null, card.message())
                .put("decline_code", card.declineCode())
                .put("charge", charge);
    }

    static Answer wrap(int status, JsonObject error) {
        return Answer.json(status, new JsonObject().put("error", error));
    }

    private static JsonObject fields(String type, @Nullable String code, @Nullable String param, String message) {
        JsonObject error = new JsonObject().put("type", type);
        if (code != null) {
            error.put("code", code).put("doc_url", "https://docs.stripe.com/error-codes#" + code.replace('_', '-'));
        }
        if (param != null) {
            error.put("param", param);
        }
        return error.put("message", message);
    }
}
