package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;

import dev.breakwater.Scraped.Sample;
import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the real application shows at {@code /metrics} after real traffic, and that docs/metrics.md says the same. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class MetricsTest {

    private static final Path PAGE = Path.of("docs/metrics.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `(breakwater_\\w+)` \\| (counter|gauge|histogram) \\| *(.*?) *\\| .*");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`(?: \\(([^)]*)\\))?");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String AS_ABOVE = "as above";

    private static final Set<String> PROVIDERS = Set.of("stripe", "unmatched");
    private static final Set<String> ROUTES = Set.of(
            "payments",
            "confirm",
            "capture",
            "refunds",
            "balance",
            "unmatched-read",
            "unmatched-write",
            "unmatched",
            "all");

    @Inject
    Breakwater breakwater;

    RunningSandbox sandbox;

    @AfterEach
    void mend() {
        sandbox.noFaults();
    }

    /** A metric as the page describes it: the values of each label, none if they are names from the configuration. */
    private record Described(String type, Map<String, Set<String>> labels) {}

    @Test
    void the_page_and_the_code_name_the_same_metrics_with_the_same_labels_and_values() throws IOException {
        traffic();
        Map<String, Described> page = page();
        Scraped seen = scrape();

        assertThat(seen.types("breakwater_"))
                .isEqualTo(page.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().type())));
        page.forEach((metric, described) -> {
            assertThat(seen.of(metric)).as(metric).isNotEmpty();
            for (Sample sample : seen.of(metric)) {
                assertThat(sample.labels().keySet())
                        .as(metric)
                        .isEqualTo(described.labels().keySet());
                sample.labels()
                        .forEach((label, value) -> assertThat(
                                        allowed(label, described.labels().get(label)))
                                .as(metric + "{" + label + "}")
                                .contains(value));
            }
        });
    }

    @Test
    void what_clients_send_never_becomes_a_label() throws IOException {
        traffic();
        client().get("/stripe/" + UUID.randomUUID()).then().statusCode(404);
        int before = scrape().of("breakwater_requests_seconds").size();
        for (int i = 0; i < 50; i++) {
            client().get("/" + UUID.randomUUID() + "/v1/balance").then().statusCode(404);
            client().get("/stripe/" + UUID.randomUUID()).then().statusCode(404);
            given().port(breakwater.port())
                    .get("/stripe/" + UUID.randomUUID())
                    .then()
                    .statusCode(401);
        }
        Scraped after = scrape();
        assertThat(after.of("breakwater_requests_seconds")).hasSize(before);
        assertThat(after.sum("breakwater_requests_seconds_count", "provider=unmatched", "route=unmatched"))
                .isGreaterThanOrEqualTo(50);
        assertThat(after.sum("breakwater_requests_seconds_count", "provider=stripe", "route=unmatched"))
                .as("refused before a route was looked for")
                .isGreaterThanOrEqualTo(50);
        assertThat(after.sum("breakwater_requests_seconds_count", "provider=stripe", "route=unmatched-read"))
                .as("passed on, though no route is configured for them")
                .isGreaterThanOrEqualTo(50);
    }

    @Test
    void exchanges_and_attempts_are_counted_once() {
        await("any breaker has closed again").atMost(PATIENCE).until(() -> balance() == 200);
        Scraped before = scrape();
        for (int i = 0; i < 10; i++) {
            client().get("/stripe/v1/balance").then().statusCode(200);
        }
        Scraped after = scrape();
        String[] balance = {"provider=stripe", "route=balance", "outcome=answered"};
        assertThat(gained(before, after, "breakwater_requests_seconds_count", balance))
                .isEqualTo(10);
        assertThat(gained(before, after, "breakwater_attempts_total", balance)).isEqualTo(10);
        assertThat(gained(before, after, "breakwater_requests_seconds_sum", balance))
                .isPositive();
    }

    @Test
    void a_retry_and_what_stood_in_are_counted() {
        await("any breaker has closed again").atMost(PATIENCE).until(() -> balance() == 200);
        Scraped before = scrape();
        sandbox.faults("[{\"kind\":\"error\",\"status\":429,\"match\":{\"path\":\"/v1/balance\"},\"times\":1}]");
        client().get("/stripe/v1/balance").then().statusCode(200);
        sandbox.noFaults();
        order("/ops/v1/modes/stripe/balance", "suspended");
        try {
            assertThat(scrape().sum("breakwater_mode", "route=balance")).isEqualTo(2);
            client().get("/stripe/v1/balance").then().statusCode(503);
        } finally {
            operator().delete("/ops/v1/modes/stripe/balance?reason=over").then().statusCode(200);
        }
        Scraped after = scrape();
        assertThat(gained(before, after, "breakwater_retries_total", "route=balance", "reason=refused"))
                .isEqualTo(1);
        assertThat(gained(before, after, "breakwater_attempts_total", "route=balance", "outcome=refused"))
                .isEqualTo(1);
        assertThat(gained(before, after, "breakwater_fallbacks_total", "route=balance", "kind=refused"))
                .isEqualTo(1);
        assertThat(after.sum("breakwater_mode", "route=balance")).isZero();
    }

    @Test
    void a_payment_is_counted_by_what_became_of_it_and_once() {
        Scraped before = scrape();
        String key = UUID.randomUUID().toString();
        pay("pm_card_visa", key).then().statusCode(200);
        pay("pm_card_visa", key).then().statusCode(200).header("Breakwater-Outcome", "replayed");
        pay("pm_card_chargeDeclined", UUID.randomUUID().toString()).then().statusCode(402);
        pay("pm_nonsense", UUID.randomUUID().toString()).then().statusCode(400);
        pay("pm_card_mastercard", key).then().statusCode(422);
        sandbox.faults("[{\"kind\":\"error\",\"status\":429,\"match\":{\"path\":\"/v1/payment_intents\"}}]");
        pay("pm_card_visa", UUID.randomUUID().toString()).then().statusCode(429);
        sandbox.faults("[{\"kind\":\"error\",\"status\":500,\"match\":{\"path\":\"/v1/payment_intents\"}}]");
        pay("pm_card_visa", UUID.randomUUID().toString()).then().statusCode(500);
        sandbox.noFaults();
        Scraped after = scrape();
        Map<String, Double> gained = new TreeMap<>();
        for (String result : List.of("approved", "declined", "refused", "queued", "unknown", "error")) {
            gained.put(
                    result, gained(before, after, "breakwater_payments_total", "route=payments", "result=" + result));
        }
        assertThat(gained)
                .isEqualTo(Map.of(
                        "approved", 1.0, "declined", 1.0, "refused", 1.0, "queued", 0.0, "unknown", 1.0, "error", 2.0));
    }

    @Test
    void a_queued_payment_is_counted_when_it_is_accepted_and_when_it_is_delivered() {
        String payment = client().header("Idempotency-Key", UUID.randomUUID().toString())
                .formParams("amount", "1099", "currency", "eur", "payment_method", "pm_card_visa", "confirm", "true")
                .post("/stripe/v1/payment_intents")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        Scraped before = scrape();
        String key = UUID.randomUUID().toString();
        for (int i = 0; i < 2; i++) { // the second one is told the same, and is no payment more
            client().header("Idempotency-Key", key)
                    .header("Breakwater-Queue", "now")
                    .formParams("payment_intent", payment, "amount", "99")
                    .post("/stripe/v1/refunds")
                    .then()
                    .statusCode(anyOf(is(202), is(200)));
        }
        String[] refunds = {"provider=stripe", "route=refunds"};
        await().atMost(PATIENCE)
                .until(() -> gained(before, scrape(), "breakwater_queue_delivery_seconds_count", refunds) == 1);
        Scraped after = scrape();
        assertThat(gained(before, after, "breakwater_payments_total", "route=refunds", "result=queued"))
                .isEqualTo(1);
        assertThat(gained(before, after, "breakwater_payments_total", "route=refunds", "result=approved"))
                .isEqualTo(1);
        assertThat(gained(before, after, "breakwater_payments_total", refunds)).isEqualTo(2);
        assertThat(gained(before, after, "breakwater_attempts_total", "route=refunds", "origin=queue"))
                .isEqualTo(1);
        assertThat(gained(before, after, "breakwater_fallbacks_total", "route=refunds", "kind=queued"))
                .isPositive();
    }

    @Test
    void what_waits_is_shown_for_each_provider() {
        order("/ops/v1/modes/stripe/refunds", "degraded");
        try {
            client().header("Idempotency-Key", UUID.randomUUID().toString())
                    .formParams("payment_intent", "pi_" + UUID.randomUUID(), "amount", "99")
                    .post("/stripe/v1/refunds")
                    .then()
                    .statusCode(202);
            await().atMost(PATIENCE)
                    .until(() -> scrape().sum("breakwater_queue_depth", "provider=stripe", "state=pending") == 1);
            await().atMost(PATIENCE)
                    .until(() -> scrape().sum("breakwater_queue_oldest_seconds", "provider=stripe") > 0);
            assertThat(scrape().sum("breakwater_unknowns", "provider=stripe")).isZero();
        } finally {
            operator().delete("/ops/v1/modes/stripe/refunds?reason=over").then().statusCode(200);
        }
        await().atMost(PATIENCE)
                .until(() -> scrape().sum("breakwater_queue_depth", "provider=stripe", "state=pending") == 0);
    }

    @Test
    void guards_and_store_are_shown() {
        operator()
                .contentType("application/json")
                .body("{\"reason\":\"a test\"}")
                .post("/ops/v1/breakers/stripe/confirm/open")
                .then()
                .statusCode(200);
        try {
            assertThat(scrape().sum("breakwater_breaker_state", "route=confirm"))
                    .isEqualTo(3);
        } finally {
            operator()
                    .contentType("application/json")
                    .body("{\"reason\":\"it is over\"}")
                    .post("/ops/v1/breakers/stripe/confirm/reset")
                    .then()
                    .statusCode(200);
        }
        Scraped seen = scrape();
        assertThat(seen.sum("breakwater_breaker_state", "route=confirm")).isZero();
        assertThat(seen.sum("breakwater_bulkhead_limit", "provider=stripe", "route=all"))
                .isEqualTo(200);
        assertThat(seen.sum("breakwater_bulkhead_inflight", "provider=stripe", "route=all"))
                .isZero();
        assertThat(seen.sum("breakwater_store_up")).isEqualTo(1);
        assertThat(seen.sum("breakwater_store_durability")).isEqualTo(1);
        assertThat(seen.of("breakwater_data_at_risk_total")).isNotEmpty();
        assertThat(seen.sum("breakwater_data_at_risk_total")).isZero();
        await("all is sealed at a look")
                .atMost(PATIENCE)
                .until(() -> scrape().sum("breakwater_audit_seal_age_seconds") < 2);
    }

    @Test
    void the_runtime_is_measured_and_frameworks_are_not() {
        Scraped seen = scrape();
        assertThat(seen.types("jvm_memory_used_bytes")).isNotEmpty();
        assertThat(seen.types("process_")).isNotEmpty();
        assertThat(seen.types("http_")).isEmpty();
        assertThat(seen.types("vertx_")).isEmpty();
        assertThat(seen.types("netty_")).isEmpty();
        assertThat(seen.types("redis_")).isEmpty();
    }

    private void traffic() throws IOException {
        await("any breaker has closed again").atMost(PATIENCE).until(() -> balance() == 200);
        client().get("/nobody/at/all").then().statusCode(404);
        given().port(breakwater.port()).get("/stripe/v1/balance").then().statusCode(401);
        try (Socket malformed = new Socket("127.0.0.1", breakwater.port())) {
            malformed.getOutputStream().write("GET /x HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(malformed.getInputStream().read()).isEqualTo('H');
        }
    }

    private Response pay(String card, String key) {
        return client().header("Idempotency-Key", key)
                .formParams("amount", "1099", "currency", "eur", "payment_method", card, "confirm", "true")
                .post("/stripe/v1/payment_intents");
    }

    private int balance() {
        return client().get("/stripe/v1/balance").statusCode();
    }

    private static double gained(Scraped before, Scraped after, String name, String... labels) {
        return after.sum(name, labels) - before.sum(name, labels);
    }

    private static void order(String lever, String mode) {
        operator()
                .contentType("application/json")
                .body("{\"mode\":\"" + mode + "\",\"reason\":\"a test\",\"for\":\"30m\"}")
                .put(lever)
                .then()
                .statusCode(200);
    }

    private RequestSpecification client() {
        return given().port(breakwater.port()).header("Authorization", "Bearer dev-client-key");
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }

    private static Scraped scrape() {
        return new Scraped(
                given().get("/metrics").then().statusCode(200).extract().asString());
    }

    private static Set<String> allowed(String label, Set<String> described) {
        return switch (label) {
            case "provider" -> PROVIDERS;
            case "route" -> ROUTES;
            default -> described;
        };
    }

    private static Map<String, Described> page() throws IOException {
        Map<String, Described> metrics = new LinkedHashMap<>();
        Map<String, Set<String>> above = Map.of();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                above = row.group(3).equals(AS_ABOVE) ? above : labels(row.group(3));
                metrics.put(row.group(1), new Described(row.group(2), above));
            }
        }
        return metrics;
    }

    private static Map<String, Set<String>> labels(String cell) {
        Map<String, Set<String>> labels = new LinkedHashMap<>();
        Matcher label = LABEL.matcher(cell);
        while (label.find()) {
            Set<String> values = new HashSet<>();
            Matcher quoted = QUOTED.matcher(label.group(2) == null ? "" : label.group(2));
            while (quoted.find()) {
                values.add(quoted.group(1));
            }
            labels.put(label.group(1), values);
        }
        return labels;
    }
}
