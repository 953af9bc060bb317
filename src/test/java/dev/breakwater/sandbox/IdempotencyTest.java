package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key is good for, and for how long. */
class IdempotencyTest {

    private static final String INTENTS = "/v1/payment_intents";

    private final SetTicker ticker = new SetTicker();
    private RunningSandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = new RunningSandbox(SandboxSettings.onFreePorts().withKeyMemory(Duration.ofHours(24)), ticker);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> pay(String form) {
        return sandbox.post(INTENTS, form, "Idempotency-Key", "k1");
    }

    @Test
    void a_key_is_remembered_for_its_time_and_then_is_a_new_request() {
        String first = pay(RunningSandbox.payForm(100)).body();
        ticker.advance(Duration.ofHours(24).minusNanos(1));
        assertThat(pay(RunningSandbox.payForm(100)).body()).isEqualTo(first);
        ticker.advance(Duration.ofNanos(1));
        assertThat(pay(RunningSandbox.payForm(100)).body()).isNotEqualTo(first);
    }

    @Test
    void a_declined_card_is_remembered_and_a_parameter_error_is_not() {
        assertThat(pay("amount=100").statusCode()).isEqualTo(400);
        String declining = "amount=100&currency=eur&confirm=true&payment_method=pm_card_chargeDeclined";
        assertThat(pay(declining).statusCode()).isEqualTo(402);
        HttpResponse<String> again = pay(declining);
        assertThat(again.statusCode()).isEqualTo(402);
        assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(pay("amount=101&currency=eur").statusCode()).isEqualTo(400);
    }

    @Test
    void a_get_ignores_the_key() {
        pay(RunningSandbox.payForm(100));
        assertThat(sandbox.get(INTENTS).headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
    }

    @Test
    void keys_of_other_accounts_are_other_keys() {
        String first = pay(RunningSandbox.payForm(100)).body();
        assertThat(sandbox.post(INTENTS, RunningSandbox.payForm(100), "Idempotency-Key", "k2")
                        .body())
                .isNotEqualTo(first);
        HttpResponse<String> other = sandbox.send(HttpRequest.newBuilder(URI.create(sandbox.url() + INTENTS))
                .header("Authorization", "Basic c2tfb3RoZXI6")
                .header("Idempotency-Key", "k1")
                .POST(BodyPublishers.ofString(RunningSandbox.payForm(100))));
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isNotEqualTo(first);
    }
}
