package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane of the real application: nobody in without a key, no secret out, and a port of its own. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
class ControlPlaneTest {

    @Test
    void an_order_for_this_replica_alone_ends_by_itself_also_without_a_store() {
        given().header("Authorization", "Bearer dev-operator-key")
                .contentType("application/json")
                .body("{\"mode\":\"suspended\",\"reason\":\"a drill\",\"for\":\"1s\"}")
                .put("/ops/v1/modes/stripe/balance?replica-only=true")
                .then()
                .statusCode(200);
        await().until(() -> given().header("Authorization", "Bearer dev-operator-key")
                .get("/ops/v1/modes/stripe/balance")
                .path("mode")
                .equals("auto"));
    }

    private static final String PROBLEM = "application/problem+json";

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
    void without_a_key_nobody_gets_in() {
        given().get("/ops/v1/providers")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("type", equalTo("/-/problems/operator-unknown"))
                .body("title", equalTo("The operator key is missing or unknown"))
                .body("status", equalTo(401))
                .body("detail", startsWith("Send an operator key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer ",
                "Bearer",
                "",
                "Basic ZGV2LW9wZXJhdG9yLWtleTo=",
                "dev-operator-key",
                "Bearer dev-client-key",
                "Bearer dev-operator-key2",
                "Bearer dev-operator-ke",
                "bearer\tdev-operator-key"
            })
    void with_a_wrong_key_nobody_gets_in(String authorization) {
        given().header("Authorization", authorization)
                .get("/ops/v1/providers")
                .then()
                .statusCode(401)
                .contentType(PROBLEM);
    }

    /**
     * As raw bytes: no client library tidies these up on their way. Swagger UI is open here and in dev mode; that it is
     * absent elsewhere is StartIT's.
     */
    @ParameterizedTest
    @CsvSource({
        "GET,     //ops/v1/providers",
        "GET,     /ops//v1/providers",
        "GET,     /ops/v1/providers/",
        "GET,     /ops/v1/providers;x=y",
        "GET,     /ops;x=y/v1/providers",
        "GET,     /ops/v1/providers;x=y/stripe",
        "GET,     /ops/v1/%70roviders",
        "GET,     /%6fps/v1/providers",
        "GET,     /ops/v1/./providers",
        "GET,     /ops/v1/%2e/providers",
        "GET,     /ops/v1/x/../providers",
        "GET,     /ops/v1/x/%2e%2e/providers",
        "GET,     /health/../ops/v1/providers",
        "GET,     /health/%2e%2e/ops/v1/providers",
        "GET,     /ops/v1/providers?a=b",
        "GET,     /ops/v1/providers%3fa=b",
        "GET,     /OPS/v1/providers",
        "GET,     /ops%2fv1%2fproviders",
        "GET,     http://localhost/ops/v1/providers",
        "HEAD,    /ops/v1/providers",
        "OPTIONS, /ops/v1/providers",
        "POST,    /ops/v1/providers",
        "PUT,     /ops/v1/providers",
        "PATCH,   /ops/v1/providers",
        "DELETE,  /ops/v1/providers/stripe",
        "GET,     /ops/v1/no-such-thing",
        "GET,     /ops",
        "GET,     /",
        "GET,     /q/dev-ui",
        "GET,     /openapi"
    })
    void no_spelling_of_a_path_gets_around_the_login(String method, String target) throws IOException {
        String answer = raw(method, target, "");
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("base_url").doesNotContain("stripe.com");
        assertThat(answer).contains("application/problem+json");
        assertThat(answer).as("only those who show a key learn what there is").startsWith("HTTP/1.1 401");
    }

    @Test
    void operators_see_every_provider_as_in_force_and_no_secret() {
        String body = operator()
                .get("/ops/v1/providers")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("$", hasSize(1))
                .body("[0].name", equalTo("stripe"))
                .body("[0].base_url", equalTo(sandbox.url()))
                .body("[0].contract", equalTo("stripe"))
                .body("[0].credential", equalTo("Authorization: (hidden)"))
                .body("[0].bulkhead.limit", equalTo(200))
                .body("[0].routes.name", hasItem("payments"))
                .body("[0].routes.breaker", everyItem(notNullValue()))
                .extract()
                .asString();
        assertThat(body)
                .doesNotContain("sk_test_sandbox")
                .doesNotContain("dev-")
                .doesNotContain("key");
    }

    @Test
    void what_is_not_there_is_a_problem_too() {
        operator()
                .get("/ops/v1/providers/paypal")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("type", equalTo("/-/problems/not-found"))
                .body("status", equalTo(404))
                .body("detail", equalTo("No provider 'paypal' is configured."));
        operator()
                .get("/ops/v1/no-such-thing")
                .then()
                .statusCode(404)
                .contentType(PROBLEM)
                .body("type", equalTo("/-/problems/not-found"))
                .body("detail", not(equalTo("")));
        operator().get("/").then().statusCode(404).contentType(PROBLEM);
    }

    @Test
    void what_is_not_possible_is_a_problem_too() {
        operator()
                .post("/ops/v1/providers")
                .then()
                .statusCode(405)
                .contentType(PROBLEM)
                .header("Allow", equalTo("GET, HEAD, OPTIONS"))
                .body("type", equalTo("/-/problems/method-not-allowed"));
        operator()
                .delete("/ops/v1/providers/stripe")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("GET, HEAD, OPTIONS"));
        operator()
                .patch("/ops/v1/modes/stripe/refunds")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("DELETE, GET, HEAD, OPTIONS, PUT"));
        operator()
                .delete("/ops/v1/breakers/stripe/refunds/open")
                .then()
                .statusCode(405)
                .header("Allow", equalTo("GET, HEAD, OPTIONS, POST"));
        operator()
                .accept("text/html")
                .get("/ops/v1/providers")
                .then()
                .statusCode(406)
                .contentType(PROBLEM)
                .body("type", equalTo("/-/problems/not-acceptable"));
    }

    @Test
    void the_type_of_a_problem_leads_to_its_page_for_operators() {
        operator()
                .get("/-/problems/operator-unknown")
                .then()
                .statusCode(200)
                .contentType("text/markdown")
                .body(startsWith("## operator-unknown\n401. "));
        operator().get("/-/problems/no-such").then().statusCode(404).contentType(PROBLEM);
        given().get("/-/problems/operator-unknown").then().statusCode(401);
    }

    @Test
    void a_bug_is_a_problem_that_tells_nothing_of_itself() {
        String body = operator()
                .get("/ops/v1/bug")
                .then()
                .statusCode(500)
                .contentType(PROBLEM)
                .body("type", equalTo("/-/problems/internal"))
                .extract()
                .asString();
        assertThat(body)
                .doesNotContain(BugForTest.SECRET)
                .doesNotContain("Exception")
                .doesNotContain("dev.breakwater");
    }

    @Test
    void breakers_and_counts_tell_what_the_data_plane_has_seen() {
        assertThat(pay().statusCode()).isEqualTo(200);
        operator()
                .get("/ops/v1/providers/stripe")
                .then()
                .statusCode(200)
                .body("routes.find { it.name == 'payments' }.outcomes.answered", equalTo(1))
                .body("routes.find { it.name == 'payments' }.breaker", equalTo("closed"));

        sandbox.faults("[{\"kind\":\"error\",\"status\":500,\"match\":{\"path\":\"/v1/balance\"}}]");
        for (int i = 0; i < 3; i++) {
            balance();
        }
        assertThat(balance().jsonPath().getString("type")).isEqualTo("/-/problems/breaker-open");
        operator()
                .get("/ops/v1/providers/stripe")
                .then()
                .statusCode(200)
                .body("routes.find { it.name == 'balance' }.breaker", equalTo("open"))
                .body("routes.find { it.name == 'balance' }.outcomes.refused", notNullValue())
                .body("routes.find { it.name == 'payments' }.breaker", equalTo("closed"))
                .body("bulkhead.in_flight", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started"})
    void health_needs_no_login(String path) {
        given().get(path).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void each_probe_asks_what_it_is_for_and_says_what_it_saw() {
        given().get("/health/live")
                .then()
                .body("checks.name", contains("event-loops"))
                .body("checks[0].data.loops", greaterThan(0))
                .body("checks[0].data.longest_silence_ms", lessThan(30_000));
        given().get("/health/started").then().body("checks.name", contains("data-plane"));
        given().get("/health/ready")
                .then()
                .body("checks.name", containsInAnyOrder("data-plane", "store"))
                .body("checks.find { it.name == 'data-plane' }.data.port", equalTo(breakwater.port()));
    }

    @Test
    void each_plane_is_on_its_own_port() {
        Response payments =
                given().header("Authorization", "Bearer dev-client-key").get("/stripe/v1/balance");
        assertThat(payments.statusCode()).isEqualTo(401);
        operator().get("/stripe/v1/balance").then().statusCode(404).contentType(PROBLEM);

        client().get("/ops/v1/providers").then().statusCode(404).body("type", equalTo("/-/problems/provider-unknown"));
        client().get("/health").then().statusCode(404);
        given().port(breakwater.port())
                .header("Authorization", "Bearer dev-operator-key")
                .get("/ops/v1/providers")
                .then()
                .statusCode(401);
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }

    private RequestSpecification client() {
        return given().port(breakwater.port()).header("Authorization", "Bearer dev-client-key");
    }

    private Response pay() {
        return client().contentType("application/x-www-form-urlencoded")
                .body(RunningSandbox.payForm(1099))
                .post("/stripe/v1/payment_intents");
    }

    private Response balance() {
        return client().get("/stripe/v1/balance");
    }

    private String raw(String method, String target, String headers) throws IOException {
        try (Socket socket = new Socket(ops.getHost(), ops.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                                    + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(all);
            return all.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
