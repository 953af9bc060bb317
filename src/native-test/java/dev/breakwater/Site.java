package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.RedisForTest;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One packaged Breakwater between a client and a sandbox, with a Redis: what the black-box tests play with. */
final class Site implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final String GONE = "{\"kind\":\"refuse-connections\"}";

    private static final String CONFIGURATION = """
            quarkus:
              http: { port: 0 }
              redis: { hosts: "%2$s" }
            breakwater:
              clients: { shop: { key-sha256: %1$s } }
              operators: { alice: { key-sha256: %1$s, roles: [operator, auditor] } }
              ingress: { host: 127.0.0.1, port: 0 }
              audit: { seal-key-file: "%3$s" }
              vault: { keys: "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=" }
              providers:
                stripe:
                  base-url: %4$s
                  contract: sandbox
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  attempt-timeout: 1s
                  deadline: 2s
                  breaker: { minimum-calls: 4, open-for: 1s, probes: 1 }
                  routes: &routes
                    - { name: payments, match: POST /v1/payment_intents }
                    - { name: refunds, match: POST /v1/refunds, when-unavailable: queue, lane: "form:payment_intent" }
                    - { name: payment, match: "GET /v1/payment_intents/{id}", cache: { fresh: 2s, stale-if-error: 10m, lane: "path:id" } }
                narrow:
                  base-url: %4$s
                  contract: sandbox
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                  bulkhead: 1
                  routes: *routes
            """;

    final RunningSandbox sandbox = new RunningSandbox();
    final RedisForTest redis = new RedisForTest();
    private final Path dir;
    private final String configuration;
    private Started started;

    Site(Path dir) throws IOException {
        this.dir = dir;
        configuration = CONFIGURATION.formatted(StartIT.KEY_HASH, redis.url(), Started.sealKey(dir), sandbox.url());
        started = new Started(dir, configuration, Map.of());
        started.port();
    }

    Started breakwater() {
        return started;
    }

    /** Another process with the same configuration takes the place of the one that was killed. */
    void startAgain() throws IOException {
        started = new Started(dir, configuration, Map.of());
        started.port();
    }

    /** Whoever pays. */
    RequestSpecification shop() {
        return given().spec(new RequestSpecBuilder()
                .setPort(started.port())
                .addHeader("Authorization", "Bearer " + Edge.KEY)
                .build());
    }

    /** Whoever operates. */
    RequestSpecification alice() {
        return given().spec(new RequestSpecBuilder()
                .setPort(started.opsPort())
                .addHeader("Authorization", "Bearer " + Edge.KEY)
                .setContentType("application/json")
                .build());
    }

    Response pay(String provider, String key, int amount) {
        return shop().header("Idempotency-Key", key)
                .contentType("application/x-www-form-urlencoded")
                .body(RunningSandbox.payForm(amount))
                .post("/" + provider + "/v1/payment_intents");
    }

    Response refund(String key, String payment, int amount) {
        return shop().header("Idempotency-Key", key)
                .contentType("application/x-www-form-urlencoded")
                .body("payment_intent=" + payment + "&amount=" + amount)
                .post("/stripe/v1/refunds");
    }

    void awaitState(String write, String state) {
        await(write + " is " + state)
                .atMost(PATIENCE)
                .until(() -> shop().get("/-/writes/" + write)
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("state")
                        .equals(state));
    }

    @Override
    public void close() {
        started.close();
        redis.close();
        sandbox.close();
    }
}
