package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.ClusterForTest;
import dev.breakwater.store.RedisForTest;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application started for real: what it says of bad configurations, and that it starts and stops well. */
class StartIT {

    static final String KEY_HASH = "7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b";

    private static final String CARD = "4242424242424242";

    private static final String CLIENT = "  clients: { shop: { key-sha256: " + KEY_HASH + " } }\n";

    @TempDir
    Path dir;

    /** Who should receive spans takes a connection and never answers. */
    @Test
    void stops_soon_though_nobody_takes_its_spans() throws IOException {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int sandboxPort = FreePort.take();
            String yaml = """
                    quarkus:
                      http: { port: 0 }
                      otel:
                        sdk: { disabled: false }
                        exporter: { otlp: { endpoint: "http://127.0.0.1:%3$d" } }
                    breakwater:
                      clients: { shop: { key-sha256: %1$s } }
                      ingress: { host: 127.0.0.1, port: 0 }
                      sandbox: { enabled: true, port: %2$d, control-port: 0 }
                      providers:
                        stripe:
                          base-url: http://127.0.0.1:%2$d
                          contract: stripe
                          credential: { header: Authorization, value: Bearer sk_test_sandbox }
                          routes: [{ name: payments, match: POST /v1/payment_intents }]
                    """.formatted(KEY_HASH, sandboxPort, hanging.getLocalPort());
            try (Started started = new Started(dir, yaml, Map.of())) {
                int door = started.port();
                given().port(door)
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .contentType("application/x-www-form-urlencoded")
                        .body(RunningSandbox.payForm(1099))
                        .post("/stripe/v1/payment_intents")
                        .then()
                        .statusCode(200);
                started.terminate();
                started.exitCode();
                double seconds = Double.parseDouble(started.find("breakwater stopped in ([0-9.]+)s"));
                assertThat(seconds).isLessThan(5);
            }
        }
    }

    @Test
    void serves_a_payment_and_stops_when_it_is_told() throws IOException {
        int sandboxPort = FreePort.take();
        String yaml = """
                quarkus:
                  http: { port: 0 }
                breakwater:
                  clients: { shop: { key-sha256: %1$s } }
                  operators: { alice: { key-sha256: %1$s } }
                  ingress: { host: 127.0.0.1, port: 0 }
                  sandbox: { enabled: true, port: %2$d, control-port: 0 }
                  providers:
                    stripe:
                      base-url: http://127.0.0.1:%2$d
                      contract: stripe
                      credential: { header: Authorization, value: Bearer sk_test_sandbox }
                      routes: [{ name: payments, match: POST /v1/payment_intents }]
                """.formatted(KEY_HASH, sandboxPort);
        Map<String, String> environment = Map.of(
                "BREAKWATER_SERVICE_HOST", "10.0.0.1",
                "BREAKWATER_SERVICE_PORT", "8080",
                "BREAKWATER_SERVICE_PORT_HTTP", "8080",
                "BREAKWATER_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                "BREAKWATER_PORT", "tcp://10.0.0.1:8080",
                "BREAKWATER_PORT_8080_TCP_ADDR", "10.0.0.1",
                "BREAKWATER_INGRESS_IDLE_TIMEOUT", "80s",
                "BREAKWATER_PROVIDERS_STRIPE_CONNECT_TIMEOUT", "2s",
                "BREAKWATER_PROVIDERS_STRIPE_ROUTES_0__ATTEMPT_TIMEOUT", "7s");
        try (Started started = new Started(dir, yaml, environment)) {
            int door = started.port();
            int ops = started.opsPort();
            assertThat(door).isNotEqualTo(ops);

            given().port(door)
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .header("Idempotency-Key", "order-7")
                    .contentType("application/x-www-form-urlencoded")
                    .body(RunningSandbox.payForm(1099))
                    .post("/stripe/v1/payment_intents")
                    .then()
                    .statusCode(200)
                    .header("Breakwater-Outcome", "answered")
                    .body("status", equalTo("succeeded"));
            given().port(door) // a card number where none belongs
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .get("/nobody/" + CARD + "?card=" + CARD)
                    .then()
                    .statusCode(404);
            given().port(ops).get("/health/ready").then().statusCode(200);
            given().port(ops)
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .get("/ops/v1/providers/stripe")
                    .then()
                    .statusCode(200)
                    .body("routes.attempt_timeout", hasItem("7000ms"));
            given().port(ops).get("/ops/v1/openapi").then().statusCode(401);
            given().port(ops)
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .get("/ops/v1/openapi")
                    .then()
                    .statusCode(200)
                    .body("paths.keySet()", hasItem("/ops/v1/status"));
            for (String absent : new String[] {
                "/q/dev-ui",
                "/q/dev",
                "/q/swagger-ui",
                "/q/openapi",
                "/openapi",
                "/webjars/htmx.org/2.0.10/dist/htmx.min.js",
                "/webjars%2Fhtmx.org/2.0.10/dist/htmx.min.js"
            }) {
                given().port(ops)
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .urlEncodingEnabled(false)
                        .get(absent)
                        .then()
                        .statusCode(404);
            }
            given().port(ops).get("/console/assets/htmx.js").then().statusCode(200);

            started.terminate();
            assertThat(started.exitCode()).isZero();
            assertThat(started.output())
                    .contains("stopped")
                    .doesNotContain("ERROR")
                    .doesNotContain("Exception")
                    .doesNotContain("Unrecognized configuration key")
                    .doesNotContain(CARD)
                    .doesNotContain("order-7")
                    .doesNotContain(Edge.KEY);
            assertThat(started.lines())
                    .as("also the last lines are whole")
                    .anySatisfy(line -> assertThat(line.getJsonObject("fields").getMap())
                            .containsEntry("event", "exchange")
                            .containsEntry("client", "shop")
                            .containsEntry("route", "payments")
                            .containsEntry("outcome", "answered"));
        }
    }

    @Test
    void goes_without_cutting_anybody_off() throws IOException {
        String yaml = """
                quarkus:
                  http: { port: 0 }
                  shutdown: { delay: 2s }
                breakwater:
                  clients: { shop: { key-sha256: %1$s } }
                  ingress: { host: 127.0.0.1, port: 0 }
                  providers:
                    stripe:
                      base-url: %2$s
                      contract: stripe
                      credential: { header: Authorization, value: Bearer sk_test_sandbox }
                      routes: [{ name: payments, match: POST /v1/payment_intents }, { name: balance, match: GET /v1/balance }]
                """;
        try (RunningSandbox sandbox = new RunningSandbox();
                Started started = new Started(dir, yaml.formatted(KEY_HASH, sandbox.url()), Map.of())) {
            int door = Integer.parseInt(started.find("data plane listens on 127\\.0\\.0\\.1:(\\d+)"));
            int ops = Integer.parseInt(started.find("Listening on: http://127\\.0\\.0\\.1:(\\d+)"));
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest.Builder toDoor = HttpRequest.newBuilder()
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Idempotency-Key", "order-8");
            URI place = URI.create("http://127.0.0.1:" + door + "/stripe/v1/");
            HttpRequest look = toDoor.uri(place.resolve("balance")).build();
            HttpRequest pay = toDoor.uri(place.resolve("payment_intents"))
                    .POST(BodyPublishers.ofString("amount=1099&currency=eur"))
                    .build();

            sandbox.faults(
                    "{\"kind\":\"latency\",\"ms\":4000,\"match\":{\"method\":\"POST\"}}"); // longer than the delay
            CompletableFuture<HttpResponse<String>> slow = client.sendAsync(pay, BodyHandlers.ofString());
            await().until(() -> sandbox.total().getInteger("received") == 1);
            HttpResponse<String> before =
                    client.sendAsync(look, BodyHandlers.ofString()).join();
            started.terminate();

            await().untilAsserted(
                            () -> given().port(ops).get("/health/ready").then().statusCode(503));
            HttpResponse<String> meanwhile =
                    client.sendAsync(look, BodyHandlers.ofString()).join();

            assertThat(before.headers().firstValue("Connection")).isEmpty();
            assertThat(meanwhile.statusCode())
                    .as("whoever still calls is served")
                    .isEqualTo(200);
            assertThat(meanwhile.headers().firstValue("Connection")).hasValue("close");
            HttpResponse<String> served = slow.join();
            assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
            assertThat(started.exitCode()).isZero();
            assertThat(started.output())
                    .contains("stopped")
                    .doesNotContain("ERROR")
                    .as("also its last lines are written")
                    .matches("(?s)(.*\"loggerName\":\"breakwater.exchanges\"){3}.*");
        }
    }

    @Test
    void takes_tokens_of_an_issuer_that_comes_after_it() throws IOException {
        try (IssuerForTest issuer = new IssuerForTest(FreePort.take());
                Started started = new Started(dir, tokens(issuer, "token: { audience: breakwater }"), Map.of())) {
            int ops = started.opsPort();
            issuer.listen();
            given().port(ops)
                    .header("Authorization", "Bearer " + issuer.token("olga", "payments-oncall"))
                    .contentType("application/json")
                    .body("{\"mode\": \"auto\"}")
                    .put("/ops/v1/modes/all")
                    .then()
                    .statusCode(400); // who may not would be told 403
            given().port(ops)
                    .header("Authorization", "Bearer " + issuer.token("nemo"))
                    .get("/ops/v1/status")
                    .then()
                    .statusCode(403);
            started.terminate();
            assertThat(started.exitCode()).isZero();
            assertThat(started.output()).contains("stopped").doesNotContain("ERROR");
        }
    }

    @Test
    void refuses_tokens_that_may_be_meant_for_others() throws IOException {
        try (IssuerForTest issuer = IssuerForTest.open()) {
            assertRefused(tokens(issuer, ""), "quarkus.oidc.token.audience: is missing");
        }
    }

    private static String tokens(IssuerForTest issuer, String more) {
        return """
                quarkus:
                  http: { port: 0, auth: { roles-mapping: { payments-oncall: operator } } }
                  oidc:
                    tenant-enabled: true
                    auth-server-url: %s
                    %s
                breakwater:
                  clients: { shop: { key-sha256: %s } }
                  ingress: { host: 127.0.0.1, port: 0 }
                  providers: { stripe: { base-url: "https://api.stripe.com", contract: stripe } }
                """.formatted(issuer.url(), more, KEY_HASH);
    }

    @Test
    void keeps_writes_in_a_redis_cluster() throws IOException {
        try (ClusterForTest cluster = new ClusterForTest();
                Started started = new Started(
                        dir,
                        """
                        quarkus:
                          http: { port: 0 }
                          redis: { client-type: cluster, hosts: "%2$s" }
                        breakwater:
                          clients: { shop: { key-sha256: %1$s } }
                          operators: { alice: { key-sha256: %1$s } }
                          ingress: { host: 127.0.0.1, port: 0 }
                          audit: { seal-key-file: "%4$s" }
                          vault: { keys: "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=" }
                          providers:
                            stripe:
                              base-url: http://127.0.0.1:%3$d
                              contract: stripe
                              credential: { header: Authorization, value: Bearer sk_test_sandbox }
                              routes: [{ name: refunds, match: POST /v1/refunds, when-unavailable: queue }]
                        """.formatted(KEY_HASH, cluster.options().getEndpoint(), FreePort.take(), Started.sealKey(dir)),
                        Map.of())) {
            int door = started.port();
            started.find("store: Redis [0-9.]+, servers (3), gives FSYNC");

            for (int i = 0; i < 20; i++) { // keys and writes of many partitions
                String write = given().port(door)
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .header("Idempotency-Key", "refund-" + i)
                        .contentType("application/x-www-form-urlencoded")
                        .body("payment_intent=pi_" + i)
                        .post("/stripe/v1/refunds")
                        .then()
                        .statusCode(202)
                        .body("receipt.durability", equalTo("fsync"))
                        .extract()
                        .header("Location");
                given().port(door)
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .get(write)
                        .then()
                        .statusCode(200);
            }
            started.terminate();
            assertThat(started.exitCode()).isZero();
            assertThat(started.output()).contains("stopped").doesNotContain("ERROR");
        }
    }

    @Test
    void exports_what_it_has_told_and_the_same_artifact_verifies_it_without_any_configuration() throws IOException {
        Path export = dir.resolve("audit.ndjson");
        Path key = dir.resolve("seal.pub.pem");
        try (RedisForTest redis = new RedisForTest();
                Started started =
                        new Started(dir, """
                        quarkus:
                          http: { port: 0 }
                          redis: { hosts: "%2$s" }
                        breakwater:
                          clients: { shop: { key-sha256: %1$s } }
                          operators: { alice: { key-sha256: %1$s, roles: [operator, auditor] } }
                          ingress: { host: 127.0.0.1, port: 0 }
                          audit: { seal-key-file: "%3$s" }
                          vault: { keys: "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=" }
                          providers: { stripe: { base-url: https://api.stripe.example, contract: stripe } }
                        """.formatted(KEY_HASH, redis.url(), Started.sealKey(dir)), Map.of())) {
            started.find("(data plane) listens on");
            int ops = started.opsPort();
            RequestSpecification alice = new RequestSpecBuilder()
                    .setPort(ops)
                    .addHeader("Authorization", "Bearer " + Edge.KEY)
                    .build();
            given(alice)
                    .contentType("application/json")
                    .body("{\"mode\":\"suspended\",\"reason\":\"a rehearsal\"}")
                    .put("/ops/v1/modes/stripe")
                    .then()
                    .statusCode(200);
            await().untilAsserted(() -> given(alice)
                    .get("/ops/v1/audit/state")
                    .then()
                    .body("find { it.stream == 'control' }.sealed", greaterThanOrEqualTo(2))
                    .body("find { it.stream == 'control' }.unsealed", equalTo(0)));
            Files.write(export, given(alice).get("/ops/v1/audit/export").asByteArray());
            Files.write(key, given(alice).get("/ops/v1/audit/key").asByteArray());
            started.terminate();
            assertThat(started.exitCode()).isZero();
            assertThat(started.output()).contains("stopped").doesNotContain("ERROR");
        }

        assertVerified(0, "whole", export, key);
        Files.writeString(export, Files.readString(export).replace("a rehearsal", "no rehearsal"));
        assertVerified(1, "BAD changed: control event ", export, key);
        assertVerified(2, "cannot be read", dir.resolve("missing"), key);
    }

    private void assertVerified(int exit, String said, Path export, Path key) throws IOException {
        try (Started verifying = Started.command(dir, "audit", "verify", export.toString(), "--key", key.toString())) {
            assertThat(verifying.exitCode()).isEqualTo(exit);
            assertThat(verifying.output()).contains(said).satisfies(StartIT::hasNoStackTrace);
        }
    }

    @Test
    void refuses_to_keep_a_log_that_nobody_could_verify() throws IOException {
        assertRefused(
                config(CLIENT, 0, 0).replace("http:", "redis: { hosts: \"redis://127.0.0.1:1\" }\n  http:")
                        + "  vault: { keys: \"k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=\" }\n",
                "breakwater.audit.seal-key-file: is missing: a store is configured");
    }

    @Test
    void tells_all_faults_of_a_configuration_at_once_and_ends() throws IOException {
        String yaml = """
                quarkus:
                  http: { port: 0 }
                breakwater:
                  clients: { shop: { key-sha256: in-clear, rate: much } }
                  ingress: { port: 99999, prot: 1 }
                  sandbox: { enabled: perhaps, port: eighty, key-memory: long, seed: x }
                  providers:
                    stripe:
                      base-url: http://api.stripe.com
                      contract: stripes
                      deadline: soon
                      tls-configuration-name: none-such
                """;
        try (Started started = new Started(dir, yaml, Map.of())) {
            assertThat(started.exitCode()).isEqualTo(1);
            assertThat(started.output())
                    .contains("The configuration has 12 faults:")
                    .contains("\n  - breakwater.clients.shop.key-sha256: is not the SHA-256 of a key")
                    .contains("\n  - breakwater.ingress.port: '99999' is not a whole number from 0 to 65535")
                    .contains("\n  - breakwater.ingress.prot: is not a key of Breakwater")
                    .contains("\n  - breakwater.sandbox.enabled: 'perhaps' is neither true nor false")
                    .contains("\n  - breakwater.sandbox.port: 'eighty' is not a whole number from 0 to 65535")
                    .contains("\n  - breakwater.sandbox.key-memory: 'long' is not a duration from 0s to 365d")
                    .contains("\n  - breakwater.sandbox.seed: 'x' is not a whole number")
                    .contains("\n  - breakwater.providers.stripe.base-url: 'http://api.stripe.com' sends payments")
                    .contains("\n  - breakwater.providers.stripe.contract: 'stripes' is no built-in contract")
                    .contains("\n  - breakwater.providers.stripe.deadline: 'soon' is not a duration")
                    .contains(
                            "\n  - breakwater.providers.stripe.tls-configuration-name: 'none-such' is no configuration")
                    .doesNotContain("in-clear")
                    .satisfies(StartIT::hasNoStackTrace);
        }
    }

    @Test
    void refuses_to_start_without_any_client() throws IOException {
        assertRefused(
                config("", 0, 0),
                "breakwater.clients: is empty, so that nobody could call; name at least one client with the SHA-256 of its"
                        + " key");
    }

    @Test
    void refuses_to_start_with_a_key_that_everybody_knows() throws IOException {
        String known = "4fc9d2f6da4b6b39fa13514aa754487bad47cd32abdd09815e76039f6fc113a7";
        assertRefused(
                config("  clients: { shop: { key-sha256: " + known + " } }\n", 0, 0),
                "breakwater.clients.shop.key-sha256: is the hash of a well-known key; make a random one with: openssl rand"
                        + " -base64 32");
    }

    @Test
    void names_the_port_of_the_door_if_it_is_taken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertRefused(
                    config(CLIENT, port, 0),
                    "breakwater.ingress.port: '" + port
                            + "' cannot be listened on at breakwater.ingress.host '127.0.0.1'");
        }
    }

    @Test
    void names_the_port_that_two_planes_are_to_share() throws IOException {
        int port = FreePort.take();
        assertRefused(
                config(CLIENT, port, port),
                "breakwater.ingress.port: '" + port + "' is quarkus.http.port too; give each a port of its own");
    }

    private void assertRefused(String yaml, String fault) throws IOException {
        try (Started started = new Started(dir, yaml, Map.of())) {
            assertThat(started.exitCode()).isEqualTo(1);
            assertThat(started.output())
                    .contains("The configuration has 1 fault:\n  - " + fault)
                    .satisfies(StartIT::hasNoStackTrace);
        }
    }

    private static String config(String clients, int port, int opsPort) {
        return "quarkus:\n  http: { port: " + opsPort + " }\nbreakwater:\n" + clients
                + "  ingress: { host: 127.0.0.1, port: " + port + " }\n"
                + "  providers: { stripe: { base-url: https://api.stripe.example, contract: stripe } }\n";
    }

    private static void hasNoStackTrace(String output) {
        assertThat(output).doesNotContain("\tat ").doesNotContain("Caused by");
    }
}
