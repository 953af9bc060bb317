package dev.breakwater;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.Dashboard.Query;
import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.RedisForTest;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is shipped for operations against what Breakwater really tells: the packaged application with a sandbox and a
 * Redis, scraped by Debian's Prometheus, which runs the rules and every query of dashboard and runbook.
 */
class DashboardIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern IN_RUNBOOK = Pattern.compile("(?s)```promql\\n(.*?)```");
    private static final String CONFIGURATION = """
            quarkus:
              http: { port: 0 }
              redis: { hosts: "%2$s" }
            breakwater:
              clients: { shop: { key-sha256: %1$s } }
              operators: { alice: { key-sha256: %1$s } }
              ingress: { host: 127.0.0.1, port: 0 }
              sandbox: { enabled: true, port: %3$d, control-port: %4$d }
              audit: { seal-key-file: "%5$s" }
              vault: { keys: "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=" }
              providers:
                stripe:
                  base-url: http://127.0.0.1:%3$d
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  attempt-timeout: 2s
                  deadline: 5s
                  routes:
                    - { name: payments, match: POST /v1/payment_intents }
                    - { name: refunds, match: POST /v1/refunds, when-unavailable: queue }
                    - { name: balance, match: GET /v1/balance, cache: { stale-if-error: 10m } }
            """;

    @TempDir
    Path dir;

    private RequestSpecification shop;
    private int faults;
    private int rounds;

    @Test
    void each_query_of_dashboard_and_runbook_finds_what_it_asks_for_and_an_alarm_arrives_as_an_alert()
            throws IOException {
        Path prometheus =
                Installed.orSkip("prometheus", "the queries of dashboard and runbook are not run in a real one");
        int sandbox = FreePort.take();
        faults = FreePort.take();
        try (RedisForTest redis = new RedisForTest();
                Started breakwater = new Started(
                        dir,
                        CONFIGURATION.formatted(StartIT.KEY_HASH, redis.url(), sandbox, faults, Started.sealKey(dir)),
                        Map.of());
                PrometheusForTest scraping = new PrometheusForTest(prometheus, dir, breakwater.opsPort())) {
            shop = new RequestSpecBuilder()
                    .setPort(breakwater.port())
                    .addHeader("Authorization", "Bearer " + Edge.KEY)
                    .setContentType("application/x-www-form-urlencoded")
                    .build();
            await().atMost(PATIENCE).until(scraping::isReady);

            pay("pm_card_visa");
            set(redis, "everysec"); // which is loud as soon as a refund is to wait
            await().atMost(PATIENCE).until(() -> refund().asString().contains("store-not-durable"));
            set(redis, "always");

            await().atMost(PATIENCE).untilAsserted(() -> {
                traffic();
                assertThat(Dashboard.queries())
                        .hasSizeGreaterThan(15)
                        .allSatisfy(query -> assertFound(scraping, query));
            });
            assertThat(scraping.ask("ALERTS{alertname=\"BreakwaterDataAtRisk\", alertstate=\"firing\"}"))
                    .singleElement()
                    .satisfies(
                            alert -> assertThat(alert.get("metric").toString()).contains("cause=store-not-durable"));
            IN_RUNBOOK
                    .matcher(AlertRules.read(Path.of("docs/runbook.md")))
                    .results()
                    .flatMap(block -> block.group(1).lines())
                    .forEach(scraping::ask);
            assertThat(scraping.ruleErrors()).isEmpty();
        }
    }

    /** It finds at least one number. */
    private static void assertFound(PrometheusForTest scraping, Query query) {
        String expression = query.expression()
                .replace("$__rate_interval", "1m")
                .replace("$provider", ".*")
                .replace("$route", ".*");
        assertThat(scraping.ask(expression))
                .as("%s: %s", query.panel(), expression)
                .anySatisfy(found ->
                        assertThat(((List<?>) found.get("value")).get(1)).isNotEqualTo("NaN"));
    }

    /** Some of everything: payments that are made, declined, unknown; refunds that wait; reads, also stale ones. */
    private void traffic() {
        fault("[]");
        pay("pm_card_visa");
        pay("pm_card_chargeDeclined");
        given(shop).get("/stripe/v1/balance");
        refund();
        fault("{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":2}");
        pay("pm_card_visa");
        fault("{\"kind\":\"refuse-connections\"}");
        given(shop).get("/stripe/v1/balance");
        refund();
        fault("[]");
    }

    private void pay(String method) {
        given(shop)
                .body(RunningSandbox.payForm(1099).replace("pm_card_visa", method))
                .post("/stripe/v1/payment_intents");
    }

    private Response refund() {
        rounds++;
        return given(shop)
                .header("Idempotency-Key", "refund-" + rounds)
                .header("Breakwater-Queue", "now")
                .body("payment_intent=pi_" + rounds)
                .post("/stripe/v1/refunds");
    }

    /** Sets {@code appendfsync}. */
    private static void set(RedisForTest redis, String fsync) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write(("CONFIG SET appendfsync " + fsync + "\r\n").getBytes(US_ASCII));
            assertThat(socket.getInputStream().readNBytes(3)).asString(US_ASCII).isEqualTo("+OK");
        }
    }

    private void fault(String faultsNow) {
        given().port(faults).body(faultsNow).put("/sandbox/faults").then().statusCode(200);
    }
}
