package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger is the witness: of every effect, over restarts, and of nothing else. */
class LedgerTest {

    private static final String INTENTS = "/v1/payment_intents";

    @TempDir
    Path directory;

    private final SetTicker ticker = new SetTicker();

    private RunningSandbox sandbox() {
        return new RunningSandbox(
                SandboxSettings.onFreePorts().withLedgerFile(directory.resolve("ledger.jsonl")), ticker);
    }

    private static List<String> effects(RunningSandbox sandbox, String query) {
        return sandbox.ledger(query).stream()
                .map(each -> ((JsonObject) each).getString("effect"))
                .toList();
    }

    @Test
    void every_effect_is_in_it_once_and_reads_are_not() {
        try (RunningSandbox sandbox = new RunningSandbox()) {
            String id = sandbox.pay(900);
            sandbox.post("/v1/refunds", "payment_intent=" + id + "&amount=100", "Idempotency-Key", "r1");
            sandbox.post("/v1/refunds", "payment_intent=" + id + "&amount=100", "Idempotency-Key", "r1");
            sandbox.get(INTENTS + "/" + id);
            sandbox.post(INTENTS, "amount=nothing");

            assertThat(effects(sandbox, ""))
                    .containsExactly(
                            "payment_intent.created",
                            "payment_intent.confirmed",
                            "payment_intent.captured",
                            "refund.created");
            assertThat(effects(sandbox, "?since=3")).containsExactly("refund.created");
            JsonObject refund = sandbox.ledger("?key=r1").getJsonObject(0);
            assertThat(refund.getLong("amount")).isEqualTo(100);
            assertThat(refund.getString("method")).isEqualTo("POST");
            assertThat(refund.getString("path")).isEqualTo("/v1/refunds");
            assertThat(refund.getString("body_sha256")).hasSize(64);
            assertThat(refund.getString("request_id")).startsWith("req_");

            JsonObject byKey = new JsonObject(sandbox.control("GET", "/sandbox/requests?key=r1"));
            assertThat(byKey.getLong("received")).isEqualTo(2);
            assertThat(byKey.getLong("executed")).isEqualTo(1);
            assertThat(byKey.getLong("replayed")).isEqualTo(1);
            assertThat(sandbox.requests()
                            .getJsonObject("by_path")
                            .getJsonObject("POST /v1/refunds")
                            .getLong("received"))
                    .isEqualTo(2);
            sandbox.control("DELETE", "/sandbox/ledger");
            assertThat(sandbox.ledger()).isEmpty();
            assertThat(sandbox.get(INTENTS + "/" + id).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void it_outlives_a_restart_with_its_objects_and_keys() throws IOException {
        String id;
        String refund;
        try (RunningSandbox sandbox = sandbox()) {
            id = sandbox.pay(900);
            refund = sandbox.post("/v1/refunds", "payment_intent=" + id + "&amount=800", "Idempotency-Key", "r1")
                    .body();
        }
        Files.writeString(directory.resolve("ledger.jsonl"), "{\"seq\":5,\"cut", StandardOpenOption.APPEND);
        ticker.advance(Duration.ofHours(1));
        try (RunningSandbox sandbox = sandbox()) {
            assertThat(effects(sandbox, "")).hasSize(4).endsWith("refund.created");
            HttpResponse<String> again =
                    sandbox.post("/v1/refunds", "payment_intent=" + id + "&amount=800", "Idempotency-Key", "r1");
            assertThat(again.body()).isEqualTo(refund);
            assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
            assertThat(sandbox.post("/v1/refunds", "payment_intent=" + id + "&amount=101")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(sandbox.get("/v1/balance").body()).contains("\"amount\":100,");
            assertThat(sandbox.post("/v1/refunds", "payment_intent=" + id).statusCode())
                    .isEqualTo(200);
        }
        try (RunningSandbox sandbox = sandbox()) {
            assertThat(sandbox.ledger()).hasSize(5);
            assertThat(sandbox.ledger().getJsonObject(4).getLong("seq")).isEqualTo(5);
        }
    }

    @Test
    void an_emptied_ledger_stays_empty() {
        try (RunningSandbox sandbox = sandbox()) {
            sandbox.pay(900);
            sandbox.control("DELETE", "/sandbox/ledger");
            sandbox.pay(100);
        }
        try (RunningSandbox sandbox = sandbox()) {
            assertThat(sandbox.ledger()).hasSize(3);
        }
    }
}
