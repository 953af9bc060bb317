package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A provider that does the work and breaks off in the middle of its answer. */
class AnswerCutMidwayTest {

    private static final String STRIPE = "contract: stripe\nretry: { attempts: 2, backoff: 5ms }";

    /** It is asked for again under a key of ours, and executed once; its client cannot repeat it safely. */
    @Test
    void answer_cut_midway_of_a_write_without_a_key_is_unknown() {
        try (Scene scene = new Scene(STRIPE)) {
            scene.sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\"}");

            Told told = scene.pay(900);

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(told.attempts()).isEqualTo(2);
            assertThat(told.json().getBoolean("retryable")).isFalse();
            assertThat(told.header("Proxy-Status")).contains("http_response_incomplete");
            assertThat(scene.payments("")).isEqualTo(1);
        }
    }

    @Test
    void answer_cut_midway_of_a_write_with_a_key_is_asked_for_again() {
        try (Scene scene = new Scene(STRIPE)) {
            scene.sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\",\"times\":1}");

            Told told = scene.pay(900, "Idempotency-Key", "order-9");

            assertThat(told.verdict()).isEqualTo("200 answer answered");
            assertThat(told.attempts()).isEqualTo(2);
            assertThat(told.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(scene.payments("order-9")).isEqualTo(1);
            assertThat(scene.payments("")).isEqualTo(1);
            JsonObject requests = new JsonObject(scene.sandbox.control("GET", "/sandbox/requests?key=order-9"));
            assertThat(requests.getLong("received")).isEqualTo(2);
            assertThat(requests.getLong("executed")).isEqualTo(1);
        }
    }

    @Test
    void answer_cut_midway_of_a_read_is_asked_for_again_and_then_a_bad_gateway() {
        try (Scene scene = new Scene(STRIPE)) {
            scene.sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\"}");

            Told told = scene.get("/v1/balance");

            assertThat(told.verdict()).isEqualTo("502 provider-answer-invalid unknown");
            assertThat(told.attempts()).isEqualTo(2);
            assertThat(scene.count("received")).isEqualTo(2);
        }
    }

    @Test
    void answer_cut_midway_of_a_key_that_is_not_honoured_is_unknown() {
        try (Scene scene = new Scene("contract: none\nretry: { attempts: 2, backoff: 5ms }")) {
            scene.sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\",\"times\":1}");

            Told told = scene.pay(900, "Idempotency-Key", "order-9");

            assertThat(told.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(scene.count("received")).isEqualTo(1);
        }
    }
}
