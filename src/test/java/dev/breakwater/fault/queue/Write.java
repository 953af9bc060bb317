package dev.breakwater.fault.queue;

import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One intended effect.
 *
 * @param lane its ordering key; null if it has none
 * @param path below the provider's name
 * @param body a form
 * @param headers beyond those that every request has
 */
record Write(String key, @Nullable String lane, String path, String body, Map<String, String> headers) {

    /** Must not be seen anywhere but at the provider. */
    static final String NOTE = "note-canary-8d1f";

    /** A card number, and the name of the field in which its CVC stands: likewise. */
    static final String CARD_NUMBER = "4000056655665556";

    static final String CVC_FIELD = "[card][cvc]";

    private static final String REFERENCE = "metadata[ref]=";

    /** A refund of a few cents; writes of one payment are a lane. */
    static Write refund(String key, String payment, int amount) {
        String body =
                "payment_intent=" + payment + "&amount=" + amount + "&metadata[ref]=" + key + "&metadata[note]=" + NOTE;
        return new Write(key, payment, "/v1/refunds", body, Map.of());
    }

    /** A payment; each is a lane of its own. */
    static Write payment(String key, int amount) {
        String body = "amount=" + amount + "&currency=eur&payment_method=pm_card_visa&confirm=true&metadata[ref]=" + key
                + "&metadata[note]=" + NOTE;
        return new Write(key, null, "/v1/payment_intents", body, Map.of());
    }

    /** A payment by a card's own number, which must not be kept for later. */
    static Write card(String key) {
        String body =
                "amount=150&currency=eur&confirm=true&payment_method_data[type]=card&payment_method_data[card][number]="
                        + CARD_NUMBER + "&payment_method_data" + CVC_FIELD + "=737&metadata[ref]=" + key;
        return new Write(key, null, "/v1/payment_intents", body, Map.of());
    }

    /** The key of the write whose body it is; empty if it is none. */
    static String nameIn(String body) {
        int from = body.indexOf(REFERENCE);
        if (from < 0) {
            return "";
        }
        int to = body.indexOf('&', from);
        return body.substring(from + REFERENCE.length(), to < 0 ? body.length() : to);
    }

    Write with(String header, String value) {
        return new Write(key, lane, path, body, Map.of(header, value));
    }

    /** The same key for something else. */
    Write altered() {
        return new Write(key, lane, path, body + "&description=altered", headers);
    }

    String payload() {
        return Witness.sha256(Buffer.buffer(body));
    }
}
