package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.breakwater.exchange.TraceParent;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Traces of the real application, read back from who receives them; with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = TraceScene.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class TracesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CALLER = "00f067aa0ba902b7";

    @Inject
    Breakwater breakwater;

    @Inject
    Vertx vertx;

    TraceScene scene;

    @Test
    void a_bucket_of_the_request_histogram_names_a_trace_that_is_recorded() {
        String unsampled = newTrace();
        String sampled = newTrace();
        for (String parent : List.of(unsampled + "-" + CALLER + "-00", sampled + "-" + CALLER + "-01")) {
            given().baseUri("http://127.0.0.1:" + breakwater.port())
                    .header("Authorization", "Bearer dev-client-key")
                    .header("traceparent", "00-" + parent)
                    .get("/stripe/v1/balance")
                    .then()
                    .statusCode(200);
        }
        String span = await().atMost(PATIENCE).until(() -> of(sampled), got -> got.size() == 2).stream()
                .filter(one -> one.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .map(one -> hex(one.getSpanId()))
                .findFirst()
                .orElseThrow();
        assertThat(given().get("/metrics").asString().lines())
                .filteredOn(line ->
                        line.startsWith("breakwater_requests_seconds_bucket") && line.contains("route=\"balance\""))
                .anyMatch(line -> line.contains("# {span_id=\"" + span + "\",trace_id=\"" + sampled + "\"}"))
                .noneMatch(line -> line.contains(unsampled));
    }

    @Test
    void a_collector_that_is_named_is_sent_the_same_metrics() {
        given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .get("/stripe/v1/balance")
                .then()
                .statusCode(200);
        await().atMost(PATIENCE)
                .until(() -> scene.metrics().stream()
                        .filter(metric -> metric.getName().equals("breakwater.requests"))
                        .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                        .anyMatch(point -> point.getCount() > 0 && point.getExplicitBoundsCount() == 14));
        assertThat(scene.metrics())
                .extracting(Metric::getName)
                .contains("breakwater.attempts", "breakwater.mode", "breakwater.store.up", "jvm.memory.used");
    }

    @Test
    void an_answer_after_a_retry() {
        scene.answers(429);
        String trace = newTrace();
        given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("traceparent", "00-" + trace + "-" + CALLER + "-01")
                .header("tracestate", "rojo=1")
                .header("tracestate", "congo=2")
                .contentType("application/x-www-form-urlencoded")
                .body("amount=1&card=4242424242424242")
                .post("/stripe/v1/payment_intents/pi_secret/capture?expand=secret")
                .then()
                .statusCode(200)
                .header("Breakwater-Attempts", "2");

        List<Span> spans = await().atMost(PATIENCE).until(() -> of(trace), got -> got.size() == 3);
        Span server = one(spans, span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(server.getParentSpanId())).isEqualTo(CALLER);
        assertThat(server.getName()).isEqualTo("POST /stripe/v1/payment_intents/{id}/capture");
        assertThat(server.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(attributes(server))
                .isEqualTo(Map.of(
                        "http.request.method", "POST",
                        "http.route", "/stripe/v1/payment_intents/{id}/capture",
                        "http.response.status_code", "200",
                        "breakwater.client", "dev",
                        "breakwater.provider", "stripe",
                        "breakwater.route", "capture",
                        "breakwater.outcome", "answered",
                        "breakwater.attempts", "2"));

        Span first = one(spans, span -> "1".equals(attributes(span).get("breakwater.attempt")));
        Span second = one(spans, span -> "2".equals(attributes(span).get("breakwater.attempt")));
        assertThat(List.of(first, second)).allSatisfy(span -> {
            assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(span.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(span.getName()).isEqualTo("POST /v1/payment_intents/{id}/capture");
            assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(server.getStartTimeUnixNano());
            assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(server.getEndTimeUnixNano());
        });
        assertThat(attributes(first))
                .containsEntry("breakwater.outcome", "refused")
                .containsEntry("http.response.status_code", "429")
                .containsEntry("error.type", "429");
        assertThat(first.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attributes(second))
                .containsEntry("breakwater.outcome", "answered")
                .containsEntry("breakwater.wire_phase", "complete")
                .containsEntry("breakwater.breaker", "closed")
                .containsEntry("breakwater.provider", "stripe")
                .containsEntry("breakwater.route", "capture")
                .containsEntry("http.request.resend_count", "1")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("url.template", "/v1/payment_intents/{id}/capture")
                .doesNotContainKey("error.type");

        List<Map<String, String>> asked = scene.asked("/v1/payment_intents/pi_secret/capture");
        assertThat(asked)
                .extracting(headers -> headers.get("traceparent"))
                .containsExactly(
                        "00-" + trace + "-" + hex(first.getSpanId()) + "-01",
                        "00-" + trace + "-" + hex(second.getSpanId()) + "-01");
        assertThat(asked).extracting(headers -> headers.get("tracestate")).containsOnly("rojo=1,congo=2");
        assertThat(server.getTraceState()).isEqualTo("rojo=1,congo=2");
        assertThat(scene.services()).containsOnly("breakwater");
        assertThat(spans)
                .allSatisfy(span ->
                        assertThat(span.toString()).doesNotContain("secret", "4242424242424242", "dev-client-key"));
    }

    @Test
    void a_write_that_waits_is_delivered_in_a_trace_of_its_own() {
        scene.answers(429, 429);
        String trace = newTrace();
        Response queued = refund("00-" + trace + "-" + CALLER + "-01");
        assertThat(queued.statusCode()).isEqualTo(202);
        String write = queued.path("id");

        List<Span> received = await().atMost(PATIENCE).until(() -> of(trace), got -> got.size() == 3);
        Span server = one(received, span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(attributes(server))
                .containsEntry("breakwater.outcome", "queued")
                .containsEntry("http.response.status_code", "202");

        Span delivery = later(write, "delivered");
        assertThat(hex(delivery.getTraceId())).isNotEqualTo(trace);
        assertThat(delivery.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        assertThat(delivery.getName()).isEqualTo("deliver stripe/refunds");
        assertThat(delivery.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
        assertThat(delivery.getLinksList()).singleElement().satisfies(link -> {
            assertThat(hex(link.getTraceId())).isEqualTo(trace);
            assertThat(link.getSpanId()).isEqualTo(server.getSpanId());
            assertThat(link.getTraceState()).isEqualTo("rojo=1");
        });
        Span attempt = await().atMost(PATIENCE)
                .until(
                        () -> of(hex(delivery.getTraceId())).stream()
                                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                                .toList(),
                        got -> got.size() == 1)
                .get(0);
        assertThat(attempt.getParentSpanId()).isEqualTo(delivery.getSpanId());
        assertThat(attributes(attempt)).containsEntry("breakwater.outcome", "answered");
        List<Map<String, String>> asked = scene.asked("/v1/refunds");
        Map<String, String> last = asked.stream()
                .filter(headers -> headers.get("traceparent").contains(hex(delivery.getTraceId())))
                .findFirst()
                .orElseThrow();
        assertThat(last)
                .containsEntry(
                        "traceparent", "00-" + hex(delivery.getTraceId()) + "-" + hex(attempt.getSpanId()) + "-01")
                .doesNotContainKey("tracestate");
    }

    /** The line of a delivery names both traces; who has one finds the other. */
    @Test
    void a_delivery_is_logged_with_its_own_trace_and_with_the_one_it_was_accepted_in() {
        try (LogCapture log = new LogCapture()) {
            scene.answers(429, 429);
            String trace = newTrace();
            String write = refund("00-" + trace + "-" + CALLER + "-01").path("id");
            Span delivery = later(write, "delivered");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.events("delivery"))
                            .filteredOn(line -> write.equals(line.getMdc("write_id")))
                            .anySatisfy(line -> {
                                assertThat(line.getMdc("state")).isEqualTo("delivered");
                                assertThat(line.getMdc("accepted_trace_id")).isEqualTo(trace);
                                assertThat(line.getMdc("trace_id")).isEqualTo(hex(delivery.getTraceId()));
                            }));
        }
    }

    @Test
    void a_question_about_a_parked_write_is_a_trace_of_its_own_too() {
        scene.answers(TraceScene.NONE);
        String trace = newTrace();
        Response lost = refund("forgetful", "00-" + trace + "-" + CALLER + "-01");
        assertThat(lost.statusCode()).as(lost.asString()).isEqualTo(504);

        Span question = later(lost.header("Breakwater-Write-Id"), "resolved");
        assertThat(question.getName()).isEqualTo("look up forgetful/refunds-list");
        assertThat(question.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(hex(question.getTraceId())).isNotEqualTo(trace);
        assertThat(question.getParentSpanId()).isEqualTo(ByteString.EMPTY);
        Span server = one(of(trace), span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(question.getLinksList()).singleElement().satisfies(link -> {
            assertThat(hex(link.getTraceId())).isEqualTo(trace);
            assertThat(link.getSpanId()).isEqualTo(server.getSpanId());
        });
        await().atMost(PATIENCE).until(() -> of(hex(question.getTraceId())).size() == 2); // and what was sent for it
    }

    @Test
    void what_the_caller_does_not_want_sampled_is_not_also_when_it_is_delivered() {
        scene.answers(429, 429);
        String trace = newTrace();
        String traceparent = "00-" + trace + "-" + CALLER + "-00";
        String write = refund(traceparent).path("id");
        await().atMost(PATIENCE)
                .until(() -> "delivered"
                        .equals(given().header("Authorization", "Bearer dev-operator-key")
                                .get("/ops/v1/writes/" + write)
                                .path("state")));
        String marker = newTrace(); // what was handed over before it would be here before it
        scene.answers();
        refund("00-" + marker + "-" + CALLER + "-01");
        await().atMost(PATIENCE).until(() -> !of(marker).isEmpty());
        assertThat(of(trace)).isEmpty();
        assertThat(scene.spans())
                .noneMatch(span -> write.equals(attributes(span).get("breakwater.write_id")));
        assertThat(scene.asked("/v1/refunds")).anyMatch(headers -> traceparent.equals(headers.get("traceparent")));
    }

    /** The ratio is 0 here: a trace is begun, and sampled by nobody. */
    @Test
    void what_names_no_trace_of_use_begins_one() {
        String path = "/stripe/v1/payment_intents/pi_" + UUID.randomUUID() + "/capture";
        given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("traceparent", "ff-" + newTrace() + "-" + CALLER + "-01")
                .header("tracestate", "rojo=1")
                .contentType("application/x-www-form-urlencoded")
                .body("amount=1")
                .post(path)
                .then()
                .statusCode(200);
        assertThat(scene.asked(path.substring("/stripe".length())))
                .singleElement()
                .satisfies(headers -> {
                    assertThat(TraceParent.of(headers.get("traceparent")))
                            .satisfies(made -> assertThat(made.sampled()).isFalse());
                    assertThat(headers).doesNotContainKey("tracestate");
                });
    }

    @Test
    void nothing_else_is_traced() {
        assertThat(((VertxInternal) vertx).tracer()).isNull();
        given().header("Authorization", "Bearer dev-operator-key")
                .get("/ops/v1/status")
                .then()
                .statusCode(200);
        String marker = newTrace();
        refund("00-" + marker + "-" + CALLER + "-01");
        await().atMost(PATIENCE).until(() -> !of(marker).isEmpty());
        assertThat(scene.spans())
                .allSatisfy(span -> assertThat(attributes(span)).containsKey("breakwater.provider"));
    }

    /** The one span about {@code write} after which it was that. */
    private Span later(String write, String became) {
        return await().atMost(PATIENCE)
                .until(
                        () -> scene.spans().stream()
                                .filter(span -> write.equals(attributes(span).get("breakwater.write_id")))
                                .filter(span -> became.equals(attributes(span).get("breakwater.became")))
                                .toList(),
                        got -> got.size() == 1)
                .get(0);
    }

    private Response refund(String traceparent) {
        return refund("stripe", traceparent);
    }

    private Response refund(String provider, String traceparent) {
        return given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("traceparent", traceparent)
                .header("tracestate", "rojo=1")
                .contentType("application/x-www-form-urlencoded")
                .body("payment_intent=pi_" + UUID.randomUUID() + "&amount=1&metadata[reference]=r-1")
                .post("/" + provider + "/v1/refunds");
    }

    private List<Span> of(String trace) {
        return scene.spans().stream()
                .filter(span -> hex(span.getTraceId()).equals(trace))
                .toList();
    }

    private static Span one(List<Span> spans, Predicate<Span> which) {
        List<Span> found = spans.stream().filter(which).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        attribute -> attribute.getValue().hasIntValue()
                                ? Long.toString(attribute.getValue().getIntValue())
                                : attribute.getValue().getStringValue()));
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
