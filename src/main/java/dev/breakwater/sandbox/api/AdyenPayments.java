package dev.breakwater.sandbox.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;

/**
 * {@code POST /payments} in Adyen's style. A card holder named {@code DECLINED} is refused, one named
 * {@code NOT_ENOUGH_BALANCE} or {@code CARD_EXPIRED} for that reason; all others are authorised. Source:
 * docs.adyen.com, testing result codes.
 */
final class AdyenPayments {

    private static final Map<String, String> REFUSALS = Map.of(
            "DECLINED", "2:Refused", "NOT_ENOUGH_BALANCE", "12:Not enough balance", "CARD_EXPIRED", "6:Expired Card");

    private final Shelf shelf = new Shelf("payment", "/adyen/v71/payments");
    private final Ids ids;

    AdyenPayments(Ids ids) {
        this.ids = ids;
    }

    Shelf shelf() {
        return shelf;
    }

    Done pay(Call call, Map<String, String> path) {
        JsonObject request = parse(call);
        JsonObject amount = required(request.getValue("amount"), JsonObject.class, "amount");
        long value =
                required(amount.getValue("value"), Number.class, "amount.value").longValue();
        String currency = required(amount.getValue("currency"), String.class, "amount.currency");
        String reference = required(request.getValue("reference"), String.class, "reference");
        String pspReference = ids.next("PSP").replace("_", "").toUpperCase(Locale.ROOT);
        JsonObject answer = new JsonObject()
                .put("pspReference", pspReference)
                .put("resultCode", "Authorised")
                .put("merchantReference", reference)
                .put("amount", new JsonObject().put("currency", currency).put("value", value));
        String refusal = REFUSALS.get(holder(request));
        if (refusal != null) {
            answer.put("resultCode", "Refused")
                    .put("refusalReasonCode", refusal.substring(0, refusal.indexOf(':')))
                    .put("refusalReason", refusal.substring(refusal.indexOf(':') + 1));
        }
        shelf.put(answer.copy().put("id", pspReference));
        String effect = refusal == null ? "payment.authorised" : "payment.refused";
        return Done.changed(answer, new Effect(effect, pspReference, value, currency, answer));
    }

    private static JsonObject parse(Call call) {
        try {
            return new JsonObject(call.body());
        } catch (DecodeException e) {
            throw new ApiError(AdyenDialect.error(400, "702", "validation", "Invalid JSON: " + e.getMessage()));
        }
    }

    private static String holder(JsonObject request) {
        return request.getValue("paymentMethod") instanceof JsonObject method
                ? String.valueOf(method.getValue("holderName"))
                : "";
    }

    private static <T> T required(Object value, Class<T> type, String name) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new ApiError(AdyenDialect.error(
                422, "130", "validation", "Required field '" + name + "' is not provided or is not readable."));
    }
}
