package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged application tells of itself: metrics, traces, logs. */
class TelemetryIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final String CONFIGURATION = """
            quarkus:
              http: { port: 0 }
              otel:
                sdk: { disabled: false }
                bsp: { schedule: { delay: 50ms } }
                exporter: { otlp: { endpoint: "http://127.0.0.1:%3$d", protocol: %4$s } }
            breakwater:
              clients: { shop: { key-sha256: %1$s } }
              ingress: { host: 127.0.0.1, port: 0 }
              metrics: { otlp-url: "http://127.0.0.1:%3$d/v1/metrics", otlp-every: 1s }
              providers:
                stripe:
                  base-url: %2$s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  routes: [{ name: payments, match: POST /v1/payment_intents }]
            """;

    @TempDir
    Path dir;

    @Test
    void a_payment_is_counted_traced_and_told() throws IOException {
        try (RunningSandbox sandbox = new RunningSandbox();
                OtlpReceiver receiver = new OtlpReceiver();
                Started started = new Started(
                        dir,
                        CONFIGURATION.formatted(StartIT.KEY_HASH, sandbox.url(), receiver.port(), "http/protobuf"),
                        Map.of())) {
            given().port(started.port())
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                    .contentType("application/x-www-form-urlencoded")
                    .body(RunningSandbox.payForm(1099))
                    .post("/stripe/v1/payment_intents")
                    .then()
                    .statusCode(200);

            List<Span> spans = await().atMost(Site.PATIENCE).until(() -> traced(receiver), got -> got.size() == 2);
            assertThat(spans).extracting(Span::getName).contains("POST /stripe/v1/payment_intents");
            assertThat(receiver.services()).contains("breakwater");
            await().atMost(Site.PATIENCE)
                    .untilAsserted(() -> assertThat(receiver.metrics())
                            .extracting(Metric::getName)
                            .contains(
                                    "breakwater.requests",
                                    "breakwater.attempts",
                                    "breakwater.mode",
                                    "jvm.memory.used"));

            String metrics = given().port(started.opsPort()).get("/metrics").asString();
            assertThat(metrics.lines())
                    .anyMatch(line -> line.startsWith("breakwater_payments_total{")
                            && line.contains("result=\"approved\"")
                            && line.endsWith(" 1.0"))
                    .anyMatch(line -> line.startsWith("breakwater_requests_seconds_bucket")
                            && line.contains("trace_id=\"" + TRACE))
                    .anyMatch(line -> line.startsWith("breakwater_bulkhead_limit{"))
                    .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                    .anyMatch(line -> line.startsWith("process_cpu_usage"));

            started.terminate();
            assertThat(started.exitCode()).isZero();
            assertThat(started.lines())
                    .anySatisfy(line -> assertThat(line.getJsonObject("fields").getMap())
                            .containsEntry("event", "exchange")
                            .containsEntry("trace_id", TRACE)
                            .containsEntry("outcome", "answered"));
        }
    }

    private static List<Span> traced(OtlpReceiver receiver) {
        return receiver.spans().stream()
                .filter(span -> HexFormat.of()
                        .formatHex(span.getTraceId().toByteArray())
                        .equals(TRACE))
                .toList();
    }
}
