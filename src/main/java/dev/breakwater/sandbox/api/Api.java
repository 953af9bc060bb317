package dev.breakwater.sandbox.api;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.sandbox.api.Admission.Claim;
import dev.breakwater.sandbox.api.Admission.Settled;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All endpoints that the sandbox plays: Stripe's under {@code /v1}, Adyen's under {@code /adyen/v71}, and two for load
 * tests that want no credential.
 *
 * <p>Threading: one thread at a time.
 */
public final class Api {

    private static final long FILLER_BYTES_MAX = 100L << 30;
    private final Answer ping =
            Answer.json(200, new JsonObject().put("object", "ping").put("filler", "x".repeat(995)));

    private final List<Endpoint> endpoints = new ArrayList<>();
    private final StripeDialect stripe = new StripeDialect();
    private final AdyenDialect adyen = new AdyenDialect();
    private final KeyMemory keys;
    private final PaymentIntents intents;
    private final Refunds refunds;
    private final Balance balance = new Balance();
    private final AdyenPayments payments;

    public Api(Ids ids, Ticker ticker, Duration keyMemory) {
        keys = new KeyMemory(keyMemory, ticker);
        intents = new PaymentIntents(ids, ticker);
        refunds = new Refunds(intents.shelf(), ids, ticker);
        payments = new AdyenPayments(ids);
        stripe("POST", "/v1/payment_intents", intents::create);
        stripe("GET", "/v1/payment_intents", intents::list);
        stripe("GET", "/v1/payment_intents/{id}", intents::retrieve);
        stripe("POST", "/v1/payment_intents/{id}/confirm", intents::confirm);
        stripe("POST", "/v1/payment_intents/{id}/capture", intents::capture);
        stripe("POST", "/v1/payment_intents/{id}/cancel", intents::cancel);
        stripe("POST", "/v1/refunds", refunds::create);
        stripe("GET", "/v1/refunds", refunds::list);
        stripe("GET", "/v1/refunds/{id}", refunds::retrieve);
        stripe("GET", "/v1/balance", balance::retrieve);
        open("/v1/ping", (call, path) -> Done.unchanged(ping));
        open("/v1/bytes/{n}", Api::bytes);
        endpoints.add(new Endpoint("POST", new PathTemplate("/adyen/v71/payments"), adyen, payments::pay));
    }

    /** Says what is to be done about a call: nothing runs before its work is run. */
    public Admission admit(Call call) {
        for (Endpoint endpoint : endpoints) {
            Optional<Map<String, String>> path =
                    endpoint.method().equals(call.method()) ? endpoint.path().match(call.path()) : Optional.empty();
            if (path.isPresent()) {
                return new Gate(endpoint, keys, balance).admit(call, path.get());
            }
        }
        return new Settled(stripe.finished(StripeDialect.noSuchUrl(call), call), false);
    }

    /** The template that a path belongs to, whatever the method. */
    public Optional<String> template(String path) {
        return endpoints.stream()
                .map(Endpoint::path)
                .filter(template -> template.matches(path))
                .map(PathTemplate::toString)
                .findFirst();
    }

    /** Takes an effect as it was before a restart. */
    public void restore(String effect, long amount, String currency, JsonObject object) {
        balance.moved(effect, currency, amount);
        switch (object.getString("object", "payment")) {
            case "payment_intent" -> intents.shelf().put(object);
            case "refund" -> refunds.restore(object);
            default -> payments.shelf().put(object.put("id", object.getString("pspReference")));
        }
    }

    /** Takes a key and its first answer as they were before a restart. */
    public void restoreKey(Claim claim, Instant at, Answer answer) {
        keys.restore(claim.scope(), claim.fingerprint(), at, answer);
    }

    public void forgetKeys() {
        keys.forget();
    }

    public void clear() {
        keys.clear();
        intents.shelf().clear();
        refunds.clear();
        balance.clear();
        payments.shelf().clear();
    }

    private void stripe(String method, String path, Endpoint.Operation operation) {
        endpoints.add(new Endpoint(method, new PathTemplate(path), stripe, operation));
    }

    private void open(String path, Endpoint.Operation operation) {
        endpoints.add(new Endpoint("GET", new PathTemplate(path), new OpenDialect(), operation));
    }

    private static Done bytes(Call call, Map<String, String> path) {
        String written = String.valueOf(path.get("n"));
        if (!written.matches("\\d{1,12}") || Long.parseLong(written) > FILLER_BYTES_MAX) {
            throw StripeError.invalid("Invalid n: from 0 to " + FILLER_BYTES_MAX, "parameter_invalid_integer", "n");
        }
        return Done.unchanged(Answer.filler(Long.parseLong(written)));
    }
}
