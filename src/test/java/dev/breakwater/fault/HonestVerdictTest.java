package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A later "no" of the provider, or of ours, says nothing about an earlier attempt that is in doubt. */
class HonestVerdictTest {

    private static final String STRIPE = """
            contract: stripe
            attempt-timeout: 400ms
            deadline: 5s
            retry: { attempts: 2, backoff: 5ms }
            """;
    private static final String LOST_ANSWER = "{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":1}";
    private static final String ADYEN_PAYMENT =
            "{\"amount\":{\"currency\":\"EUR\",\"value\":1000},\"reference\":\"order-7\"}";

    @Test
    void key_in_progress() {
        try (Scene scene = new Scene(STRIPE)) {
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":1500,\"times\":1}");

            Told told = scene.pay(300, "Idempotency-Key", "slow-one");

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(told.attempts()).isEqualTo(2);
            assertThat(told.json().getBoolean("retryable")).isTrue();
            await().until(() -> scene.payments("slow-one") == 1);
            assertThat(scene.pay(300, "Idempotency-Key", "slow-one").verdict()).isEqualTo("200 answer answered");
            assertThat(scene.payments("")).isEqualTo(1);
        }
    }

    @Test
    void key_in_progress_is_a_422_at_adyen() {
        try (Scene scene = new Scene(STRIPE.replace("contract: stripe", "contract: adyen"))) {
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":1500,\"times\":1}");

            Told told = payAdyen(scene, "slow-one");

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(told.attempts()).isEqualTo(2);
            await().until(() -> scene.sandbox.ledger().size() == 1);
            assertThat(payAdyen(scene, "slow-one").verdict()).isEqualTo("200 answer answered");
            assertThat(scene.sandbox.ledger()).hasSize(1);
        }
    }

    /** Another request of the client's own holds the key: that is the provider's answer, and it passes. */
    @Test
    void key_in_progress_of_another_request_passes_as_the_provider_sent_it() {
        try (Scene scene =
                new Scene(STRIPE.replace("attempts: 2", "attempts: 1").replace("400ms", "5s"))) {
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":700,\"times\":1}");
            CompletableFuture<Told> first =
                    scene.postLater("/v1/payment_intents", RunningSandbox.payForm(300), "Idempotency-Key", "slow-one");
            await().until(() -> scene.inFlight() == 1);

            Told second = scene.pay(300, "Idempotency-Key", "slow-one");

            assertThat(second.verdict()).isEqualTo("409 answer unknown");
            assertThat(first.join().verdict()).isEqualTo("200 answer answered");
        }
    }

    @Test
    void definite_refusal_after_doubt_stays_unknown() {
        try (Scene scene = new Scene(STRIPE)) {
            for (int status : new int[] {429, 401, 403, 400}) {
                String key = "refused-" + status;
                scene.sandbox.faults("[" + LOST_ANSWER + ",{\"kind\":\"error\",\"status\":" + status + "}]");

                Told told = scene.pay(300, "Idempotency-Key", key);

                assertThat(told.verdict()).as("%s", status).isEqualTo("504 outcome-unknown unknown");
                assertThat(told.attempts()).isEqualTo(2);
                assertThat(scene.payments(key)).isEqualTo(1);
            }
        }
    }

    @Test
    void unreachable_after_doubt_stays_unknown() {
        try (RecordingProvider provider = new RecordingProvider((self, request) -> self.vanish());
                Scene scene = Scene.before(provider.url(), STRIPE)) {
            Told told = scene.postTo("brought", "/pay", "amount=1", "Idempotency-Key", "gone")
                    .join();

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(told.attempts()).isEqualTo(2);
            assertThat(provider.received).hasSize(1);
        }
    }

    @Test
    void a_card_declined_after_doubt_is_declined() {
        try (Scene scene = new Scene(STRIPE)) {
            scene.sandbox.faults(LOST_ANSWER);
            String declined = RunningSandbox.payForm(300).replace("pm_card_visa", "pm_card_chargeDeclined");

            Told told = scene.post("/v1/payment_intents", declined, "Idempotency-Key", "declined");

            assertThat(told.verdict()).isEqualTo("402 answer answered");
            assertThat(told.header("Idempotent-Replayed")).isEqualTo("true");
        }
    }

    /** RFC 9113 lets a stream be refused that was not processed in any way; one with an answer's head was. */
    @Test
    void a_stream_refused_after_its_head_is_unknown() {
        try (RecordingProvider provider = new RecordingProvider((self, request) -> {
                    HttpServerResponse response = request.response().putHeader("content-length", "10");
                    response.write("half").onSuccess(sent -> response.reset(0x7));
                });
                Scene scene = Scene.before(
                        provider.url(), "contract: none\nhttp: http-2\nretry: { attempts: 3, backoff: 1ms }")) {
            Told told = scene.postTo("brought", "/pay", "amount=1").join();

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(provider.received).hasSize(1);
        }
    }

    @Test
    void a_stream_refused_before_its_head_was_not_reached() {
        try (RecordingProvider provider = new RecordingProvider(
                        (self, request) -> request.response().reset(0x7));
                Scene scene = Scene.before(
                        provider.url(), "contract: none\nhttp: http-2\nretry: { attempts: 3, backoff: 1ms }")) {
            Told told = scene.postTo("brought", "/pay", "amount=1").join();

            assertThat(told.verdict()).isEqualTo("503 provider-not-reached not-reached");
            assertThat(provider.received).hasSize(3);
        }
    }

    private static Told payAdyen(Scene scene, String key) {
        return scene.post("/adyen/v71/payments", ADYEN_PAYMENT, "Idempotency-Key", key, "X-API-Key", "any");
    }
}
