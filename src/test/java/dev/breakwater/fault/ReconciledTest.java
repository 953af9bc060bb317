package dev.breakwater.fault;

import static dev.breakwater.fault.WritesScene.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes in doubt at a provider that honours no keys, and what a lookup makes of them; two replicas look. */
class ReconciledTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The sandbox as one that knows no keys: its own lookups, and no more. */
    private static final String CONTRACT = """
            name: forgetful
            answers: { ambiguous: [500-599] }
            settles-within: 1h
            lookup:
              - match: POST /v1/refunds
                reference: form:metadata[reference]
                ask: /v1/refunds?metadata%5Breference%5D={reference}
                found: /data
                unique: true
                answer-status: 200
            """;

    @TempDir
    Path dir;

    @Test
    void an_effect_whose_answer_was_lost_is_found_and_the_lane_goes_on() throws IOException {
        try (WritesScene scene = scene()) {
            String payment = scene.sandbox.pay(1000);
            scene.sandbox.faults("""
                    {"kind":"close","when":"after-effect","times":1,"match":{"method":"POST","path":"/v1/refunds"}}""");

            HttpResponse<String> lost = refund(scene, "r-1", payment, 7);
            HttpResponse<String> behind = refund(scene, "r-2", payment, 8);

            assertThat(lost.statusCode()).as(lost.body()).isEqualTo(504);
            assertThat(lost.body()).contains("outcome-unknown");
            assertThat(behind.statusCode()).as(behind.body()).isIn(200, 202);
            String place = "/-/writes/" + header(lost, "Breakwater-Write-Id");
            await().atMost(PATIENCE)
                    .until(() -> state(scene, place).getString("state").equals("delivered"));
            await().atMost(PATIENCE).until(() -> scene.effects("refund.created").size() == 2);
            assertThat(scene.effects("refund.created"))
                    .extracting(effect -> effect.getInteger("amount"))
                    .containsExactly(7, 8);
            assertThat(last(state(scene, place))).isEqualTo("resolved: found at the provider by lookup");
            HttpResponse<String> answer = scene.send(1, "GET", place + "/answer", "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getInteger("amount")).isEqualTo(7);
            HttpResponse<String> again = refund(scene, "r-1", payment, 7);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(answer.body());
            assertThat(scene.effects("refund.created")).hasSize(2);
        }
    }

    @Test
    void a_write_that_never_arrived_is_sent_again_once_it_can_arrive_no_more() throws IOException {
        try (WritesScene scene = scene()) {
            String payment = scene.sandbox.pay(1000);
            scene.sandbox.faults("""
                    {"kind":"close","when":"before-effect","times":1,"match":{"method":"POST","path":"/v1/refunds"}}""");

            HttpResponse<String> lost = refund(scene, "r-1", payment, 7);

            assertThat(lost.statusCode()).as(lost.body()).isEqualTo(504);
            String place = "/-/writes/" + header(lost, "Breakwater-Write-Id");
            await().atMost(PATIENCE).until(() -> lookups(scene) >= 4);
            assertThat(state(scene, place).getString("state")).isEqualTo("parked");
            assertThat(scene.effects("refund.created")).isEmpty();

            scene.edges.forEach(edge -> edge.forward(Duration.ofHours(2)));

            await().atMost(PATIENCE)
                    .until(() -> state(scene, place).getString("state").equals("delivered"));
            assertThat(scene.effects("refund.created")).hasSize(1);
            assertThat(state(scene, place).getJsonArray("timeline").encode())
                    .contains("not found at the provider by lookup");
        }
    }

    @Test
    void the_sandbox_lists_payments_and_refunds_by_their_metadata() {
        try (WritesScene scene = new WritesScene(1)) {
            scene.sandbox.post("/v1/payment_intents", "amount=7&currency=eur&metadata[reference]=a");
            scene.sandbox.post("/v1/payment_intents", "amount=8&currency=eur&metadata[reference]=b&metadata[x]=1");
            assertThat(found(scene, "/v1/payment_intents?metadata%5Breference%5D=b"))
                    .hasSize(1);
            assertThat(found(scene, "/v1/payment_intents?metadata%5Breference%5D=b&metadata[x]=2"))
                    .isEmpty();
            assertThat(found(scene, "/v1/payment_intents")).hasSize(2);
            assertThat(found(scene, "/v1/refunds?metadata%5Breference%5D=b")).isEmpty();
        }
    }

    private WritesScene scene() throws IOException {
        Path contract = Files.writeString(dir.resolve("forgetful.yaml"), CONTRACT);
        return WritesScene.looking(2, contract);
    }

    private static HttpResponse<String> refund(WritesScene scene, String key, String payment, int amount) {
        String form = "payment_intent=" + payment + "&amount=" + amount + "&metadata[reference]=" + key;
        return scene.send(0, "POST", "/psp/v1/refunds", form, "Idempotency-Key", key);
    }

    private static JsonObject state(WritesScene scene, String place) {
        return new JsonObject(scene.send(0, "GET", place, "").body());
    }

    private static String last(JsonObject write) {
        JsonArray timeline = write.getJsonArray("timeline");
        JsonObject event = timeline.getJsonObject(timeline.size() - 1);
        return event.getString("what") + ": " + event.getString("detail");
    }

    private static JsonArray found(WritesScene scene, String path) {
        return new JsonObject(scene.sandbox.get(path).body()).getJsonArray("data");
    }

    private static int lookups(WritesScene scene) {
        return scene.sandbox
                .requests()
                .getJsonObject("by_path")
                .getJsonObject("GET /v1/refunds", new JsonObject())
                .getInteger("received", 0);
    }
}
