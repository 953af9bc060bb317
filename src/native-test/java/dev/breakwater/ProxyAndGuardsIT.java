package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.breakwater.edge.Edge;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payments through the packaged application, and what it answers while the provider is not well. */
class ProxyAndGuardsIT {

    @TempDir
    static Path dir;

    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = new Site(dir);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @AfterEach
    void heal() {
        site.sandbox.noFaults();
        site.alice().body("{\"mode\":\"auto\",\"reason\":\"it is over\"}").put("/ops/v1/modes/stripe");
        site.alice().body("{\"reason\":\"it is over\"}").post("/ops/v1/breakers/all/reset");
        await().atMost(Site.PATIENCE)
                .until(() -> Stream.of("stripe", "narrow")
                        .allMatch(provider ->
                                state(provider, "bulkhead.in_flight").equals(0)
                                        && state(provider, "routes[0].breaker").equals("closed")));
    }

    private static Object state(String provider, String path) {
        return site.alice().get("/ops/v1/providers/" + provider).path(path);
    }

    @Test
    void a_payment_is_made_once_and_its_answer_given_again() {
        Response first = site.pay("stripe", "order-1", 1099);
        first.then()
                .statusCode(200)
                .header("Breakwater-Outcome", "answered")
                .header("Request-Id", notNullValue())
                .body("status", equalTo("succeeded"));
        Response again = site.pay("stripe", "order-1", 1099);
        again.then().statusCode(200).header("Breakwater-Outcome", "replayed").header("Idempotent-Replayed", "true");
        assertThat(again.asByteArray()).isEqualTo(first.asByteArray());
        site.pay("stripe", "order-1", 1100)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/-/problems/key-reused"));
        assertThat(site.sandbox.ledger("?idempotency_key=order-1")).isNotEmpty();
    }

    @Test
    void a_problem_has_a_page() {
        site.shop().get("/-/problems/outcome-unknown").then().statusCode(200).body(containsString("outcome-unknown"));
    }

    @Test
    void a_card_is_declined_by_the_provider_and_not_by_us() {
        site.shop()
                .contentType("application/x-www-form-urlencoded")
                .body("amount=1099&currency=eur&payment_method=pm_card_chargeDeclined&confirm=true")
                .post("/stripe/v1/payment_intents")
                .then()
                .statusCode(402)
                .header("Breakwater-Outcome", "answered");
    }

    @Test
    void a_provider_that_hangs_leaves_the_outcome_unknown() {
        site.sandbox.faults("{\"kind\":\"hang\"}");
        site.pay("stripe", "order-2", 1099)
                .then()
                .statusCode(504)
                .header("Breakwater-Outcome", "unknown")
                .body("type", equalTo("/-/problems/outcome-unknown"));
    }

    @Test
    void the_breaker_opens_and_closes_again() {
        site.sandbox.faults(Site.GONE);
        await().atMost(Site.PATIENCE)
                .until(() -> site.shop()
                        .get("/stripe/v1/payment_intents/pi_nobody")
                        .asString()
                        .contains("/-/problems/breaker-open"));
        assertThat(state("stripe", "routes.find { it.name == 'payment' }.breaker"))
                .isEqualTo("open");
        site.sandbox.noFaults();
        await().atMost(Site.PATIENCE)
                .until(() ->
                        site.shop().get("/stripe/v1/payment_intents/pi_nobody").statusCode() == 404);
    }

    @Test
    void the_bulkhead_is_full_for_the_second() {
        site.sandbox.faults("{\"kind\":\"hang\"}");
        CompletableFuture<Response> first = CompletableFuture.supplyAsync(() -> site.pay("narrow", "order-3", 1099));
        await().atMost(Site.PATIENCE)
                .until(() -> state("narrow", "bulkhead.in_flight").equals(1));
        site.pay("narrow", "order-4", 1099)
                .then()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/-/problems/bulkhead-full"));
        site.sandbox.noFaults();
        first.join();
    }

    @Test
    void a_read_is_fresh_then_stale_and_says_which_write_waits() {
        String payment = site.pay("stripe", "order-5", 1099).path("id");
        String read = "/stripe/v1/payment_intents/" + payment;
        Response answered = site.shop().get(read);
        answered.then().statusCode(200).header("Breakwater-Outcome", "answered");
        site.shop().get(read).then().statusCode(200).header("Breakwater-Outcome", "fresh");
        site.sandbox.faults(Site.GONE);
        site.refund("refund-5", payment, 100).then().statusCode(202);
        Response stale = await().atMost(Site.PATIENCE)
                .until(
                        () -> site.shop().get(read),
                        got -> "stale".equals(got.header("Breakwater-Outcome"))
                                && "1".equals(got.header("Breakwater-Pending-Writes")));
        assertThat(stale.asByteArray()).isEqualTo(answered.asByteArray());
        assertThat(stale.header("Cache-Status")).contains("detail=stale-if-error");
    }

    @Test
    void modes_take_the_provider_out_of_the_path() {
        String payment = site.pay("stripe", "order-6", 1099).path("id");
        long before = site.sandbox.total().getLong("received");
        site.alice()
                .body("{\"mode\":\"degraded\",\"reason\":\"a rehearsal\",\"for\":\"30m\"}")
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(200)
                .body("order.mode", equalTo("degraded"))
                .body("complete", equalTo(true))
                .body("missing", hasSize(0));
        String write = site.refund("refund-6", payment, 100)
                .then()
                .statusCode(202)
                .header("Breakwater-Outcome", "queued")
                .header("Breakwater-Attempts", "0")
                .extract()
                .path("id");
        site.alice()
                .body("{\"mode\":\"suspended\",\"reason\":\"a rehearsal\"}")
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(200);
        site.pay("stripe", "order-7", 1099).then().statusCode(503).body("type", equalTo("/-/problems/suspended"));
        assertThat(site.sandbox.total().getLong("received")).isEqualTo(before);
        site.alice().delete("/ops/v1/modes/stripe?reason=they+are+back").then().statusCode(200);
        site.awaitState(write, "delivered");
    }

    @Test
    void the_control_plane_tells_what_there_is() {
        site.alice()
                .get("/ops/v1/status")
                .then()
                .statusCode(200)
                .body("store.durability", equalTo("fsync"))
                .body("replicas", hasSize(1))
                .body("providers.name", hasSize(2));
        site.alice().get("/ops/v1/openapi").then().statusCode(200).body("paths", notNullValue());
        site.alice().put("/ops/v1/status").then().statusCode(405).header("Allow", "GET, HEAD, OPTIONS");
        site.alice()
                .post("/ops/v1/modes/stripe/refunds")
                .then()
                .statusCode(405)
                .header("Allow", "DELETE, GET, HEAD, OPTIONS, PUT");
        given().port(site.breakwater().opsPort())
                .get("/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"));
        given().port(site.breakwater().opsPort()).get("/ops/v1/status").then().statusCode(401);
        site.alice().get("/ops/v1/status").then().body(not(containsString("sk_test_sandbox")));
    }

    @Test
    void each_contract_and_key_file_is_read() throws IOException {
        Path keys = Files.writeString(dir.resolve("keys"), "k1:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=\n");
        StringBuilder providers = new StringBuilder();
        List<String> names;
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/contracts"))) {
            names = files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .sorted()
                    .toList();
        }
        names.forEach(name -> providers
                .append("    ")
                .append(name)
                .append(": { base-url: \"https://api.example\", contract: ")
                .append(name)
                .append(" }\n"));
        String yaml = """
                quarkus:
                  http: { port: 0 }
                  redis: { hosts: "%s" }
                breakwater:
                  clients: { shop: { key-sha256: %s } }
                  operators: { alice: { key-sha256: %2$s } }
                  ingress: { host: 127.0.0.1, port: 0 }
                  audit: { seal-key-file: "%s" }
                  vault: { key-file: "%s" }
                  providers:
                %s""".formatted(site.redis.url(), StartIT.KEY_HASH, Started.sealKey(dir), keys, providers);
        try (Started all = new Started(dir, yaml, Map.of())) {
            all.port();
            List<String> told = given().port(all.opsPort())
                    .header("Authorization", "Bearer " + Edge.KEY)
                    .get("/ops/v1/providers")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("contract");
            assertThat(told).containsExactlyInAnyOrderElementsOf(names).hasSizeGreaterThan(5);
        }
    }
}
