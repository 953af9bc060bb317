package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one page of truth of the real application, once and live; with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class OperatorsOfTheStatusTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WATCHERS_MAX = 64;

    @Inject
    Breakwater breakwater;

    @TestHTTPResource("/")
    URI ops;

    RunningSandbox sandbox;

    @AfterEach
    void mend() {
        sandbox.noFaults();
    }

    @Test
    void it_tells_of_the_replica_the_store_and_the_queue() {
        operator()
                .get("/ops/v1/status")
                .then()
                .statusCode(200)
                .body("version", notNullValue())
                .body("at", notNullValue())
                .body("replica", notNullValue())
                .body("replicas.name", notNullValue())
                .body("fleet_replicas", equalTo(1))
                .body("store.up", equalTo(true))
                .body("queue.pending", greaterThanOrEqualTo(0))
                .body("alarms", hasSize(0));
    }

    @Test
    void it_tells_how_each_route_fares_and_in_which_mode_it_is() {
        await("any breaker has closed again").atMost(PATIENCE).until(() -> balance() == 200);
        operator()
                .contentType("application/json")
                .body("{\"mode\":\"suspended\",\"reason\":\"they announced it\",\"for\":\"30m\"}")
                .put("/ops/v1/modes/stripe/refunds")
                .then()
                .statusCode(200);
        try {
            String refunds = "providers[0].routes.find { it.name == 'refunds' }.";
            String balance = "providers[0].routes.find { it.name == 'balance' }.";
            operator()
                    .get("/ops/v1/status")
                    .then()
                    .body("providers[0].name", equalTo("stripe"))
                    .body("providers[0].mode", equalTo("auto"))
                    .body("providers[0].limit", equalTo(200))
                    .body(refunds + "mode", equalTo("suspended"))
                    .body(refunds + "state", equalTo("suspended"))
                    .body(refunds + "order.reason", equalTo("they announced it"))
                    .body(refunds + "order.actor", equalTo("dev"))
                    .body(refunds + "order.until", notNullValue())
                    .body(refunds + "fleet.requests", equalTo(0))
                    .body(refunds + "fleet.success_ratio", nullValue())
                    .body(balance + "order", nullValue())
                    .body(balance + "breaker", equalTo("closed"))
                    .body(balance + "breaker_seconds", greaterThanOrEqualTo(0))
                    .body(balance + "fleet.served", greaterThan(0))
                    .body(balance + "fleet.success_ratio", notNullValue())
                    .body(balance + "fleet.p50_ms", greaterThan(0f))
                    .body(balance + "fleet.spark.requests", hasSize(20));
        } finally {
            operator().delete("/ops/v1/modes/stripe/refunds?reason=over").then().statusCode(200);
        }
    }

    @Test
    void an_open_breaker_shows_at_the_provider() {
        sandbox.faults("[{\"kind\":\"error\",\"status\":500,\"match\":{\"path\":\"/v1/balance\"}}]");
        await().atMost(PATIENCE).until(() -> {
            balance();
            return operator()
                    .get("/ops/v1/status")
                    .jsonPath()
                    .getString("providers[0].state")
                    .equals("auto (breaker open)");
        });
        JsonPath seen = operator().get("/ops/v1/status").jsonPath();
        assertThat(seen.getInt("providers[0].fleet.failed")).isPositive();
        assertThat(seen.getString("providers[0].mode")).isEqualTo("auto");
    }

    @Test
    void who_watches_is_told_every_second() throws IOException {
        try (Watch watch = new Watch("dev-operator-key")) {
            assertThat(watch.head()).startsWith("HTTP/1.1 200").contains("text/event-stream");
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                assertThat(watch.next("event:")).isEqualTo("status");
                JsonPath status = JsonPath.from(watch.next("data:"));
                assertThat(status.getString("providers[0].name")).isEqualTo("stripe");
                ids.add(status.getString("at"));
            }
            assertThat(ids).doesNotHaveDuplicates().isSorted();
        }
    }

    @Test
    void nobody_watches_without_a_key_and_no_more_than_may() throws Exception {
        try (Watch nobody = new Watch("no-key")) {
            assertThat(nobody.head()).startsWith("HTTP/1.1 401");
        }
        List<Watch> all = new ArrayList<>();
        try {
            for (int i = 0; i < WATCHERS_MAX; i++) {
                Watch watch = new Watch("dev-operator-key");
                all.add(watch);
                assertThat(watch.head()).startsWith("HTTP/1.1 200");
            }
            try (Watch late = new Watch("dev-operator-key")) {
                assertThat(late.head())
                        .startsWith("HTTP/1.1 503")
                        .contains("problem+json")
                        .containsIgnoringCase("Retry-After: ");
            }
        } finally {
            for (Watch watch : all) {
                watch.close();
            }
        }
        await("places are given back").atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Watch next = new Watch("dev-operator-key")) {
                return next.head().startsWith("HTTP/1.1 200");
            }
        });
    }

    /** A connection that is told the status. */
    private final class Watch implements AutoCloseable {

        private final Socket socket = new Socket(ops.getHost(), ops.getPort());
        private final BufferedReader in;

        Watch(String key) throws IOException {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET /ops/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        String next(String field) throws IOException {
            String line = in.readLine();
            while (line != null && !line.startsWith(field)) {
                line = in.readLine();
            }
            return line == null ? "" : line.substring(field.length());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }

    private int balance() {
        return given().port(breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .get("/stripe/v1/balance")
                .statusCode();
    }
}
