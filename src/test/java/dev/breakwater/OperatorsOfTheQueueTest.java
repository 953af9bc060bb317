package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.breakwater.sandbox.RunningSandbox;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators see of the queue of the real application, and decide about it; with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class OperatorsOfTheQueueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Breakwater breakwater;

    RunningSandbox sandbox;

    @BeforeEach
    void theProviderIsGone() {
        sandbox.faults("{\"kind\":\"refuse-connections\"}");
    }

    @AfterEach
    void mend() {
        sandbox.noFaults();
    }

    @Test
    void a_dead_letter_is_listed_with_its_reason_and_can_be_put_back() {
        String id = dead();
        operator()
                .get("/ops/v1/writes?state=dead&provider=stripe")
                .then()
                .statusCode(200)
                .body("writes.id", hasItem(id))
                .body("writes.find { it.id == '" + id + "' }.reason", equalTo("expired"))
                .body("writes.find { it.id == '" + id + "' }.client", equalTo("dev"))
                .body("writes.find { it.id == '" + id + "' }.timeline.what", hasItem("dead"));
        sandbox.noFaults();
        order(id, "replay", "{\"reason\":\"the provider is back\",\"max_wait\":\"1h\"}")
                .then()
                .statusCode(200)
                .body("timeline.detail", hasItem("dev: the provider is back"));
        await().atMost(PATIENCE).until(() -> state(id).equals("delivered"));
        operator().get("/ops/v1/writes/" + id).then().body("answer_status", notNullValue());
    }

    @Test
    void what_an_operator_gives_up_stays_given_up() {
        String id = dead();
        order(id, "discard", "{\"reason\":\"refunded by hand\"}")
                .then()
                .statusCode(200)
                .body("state", equalTo("discarded"));
        order(id, "replay", "{\"reason\":\"once more\"}")
                .then()
                .statusCode(409)
                .contentType("application/problem+json");
    }

    @Test
    void an_order_needs_a_reason_a_known_write_and_a_state_that_allows_it() {
        String id = dead();
        order(id, "replay", "{}").then().statusCode(400).body("detail", startsWith("Say why"));
        order(id, "replay", "{\"reason\":\"x\",\"max_wait\":\"soon\"}").then().statusCode(400);
        order(id, "resolve", "{\"reason\":\"x\",\"as\":\"gone\"}").then().statusCode(400);
        order(id, "replay", "{\"reason\":\"x\",\"maxwait\":\"1h\"}")
                .then()
                .statusCode(400)
                .body("detail", containsString("maxwait"));
        order(id, "resolve", "{\"reason\":\"x\",\"as\":\"undone\"}").then().statusCode(409);
        order("w0-AAAAAAAAAAAAAAAAAAAAAA", "replay", "{\"reason\":\"x\"}")
                .then()
                .statusCode(404);
        order("w9999-AAAAAAAAAAAAAAAAAAAAAA", "replay", "{\"reason\":\"x\"}")
                .then()
                .statusCode(404);
        order("none", "discard", "{\"reason\":\"x\"}").then().statusCode(404);
        operator().get("/ops/v1/writes/none").then().statusCode(404);
        badSearch("state=lost", "'state'");
        badSearch("limit=0", "'limit'");
        badSearch("limit=many", "'limit'");
        badSearch("provider=strpe", "'strpe'");
        badSearch("provider=stripe&route=none", "'none'");
        badSearch("route=refunds", "'provider'");
        badSearch("lane=" + "x".repeat(301), "'lane'");
        badSearch("before=yesterday", "'before'");
        badSearch("state=dead&before=park.1.-1.", "'before'");
        assertThat(state(id)).isEqualTo("dead");
    }

    @Test
    void the_status_tells_of_the_store_and_of_what_waits() {
        dead();
        await().atMost(PATIENCE) // it is counted every few seconds
                .untilAsserted(() -> operator()
                        .get("/ops/v1/status")
                        .then()
                        .statusCode(200)
                        .body("store.up", equalTo(true))
                        .body("store.lost", equalTo(false))
                        .body("store.durability", equalTo("fsync"))
                        .body("queue.dead", notNullValue())
                        .body("providers.find { it.name == 'stripe' }.queue.dead", greaterThanOrEqualTo(1))
                        .body("providers.find { it.name == 'stripe' }.queue.exact", equalTo(true)));
        operator().get("/ops/v1/unknowns").then().statusCode(200).body("writes", notNullValue());
    }

    @Test
    void a_list_goes_on_where_it_ended_and_is_of_one_lane_if_wanted() {
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(refund("pi_list", Duration.ofMinutes(10)).path("id"));
        }
        String other = refund("pi_other", Duration.ofMinutes(10)).path("id");

        List<String> met = new ArrayList<>();
        String next = null;
        do {
            Response page = (next == null ? operator() : operator().queryParam("before", next))
                    .get("/ops/v1/writes?provider=stripe&route=refunds&lane=pi_list&limit=2");
            assertThat(page.statusCode()).isEqualTo(200);
            met.addAll(page.<List<String>>path("writes.id"));
            next = page.path("next");
        } while (next != null);

        assertThat(met).containsExactlyInAnyOrderElementsOf(waiting).doesNotContain(other);
    }

    @Test
    void dead_letters_are_put_back_many_at_a_time_and_only_what_is_dead() {
        List<String> dead = List.of(dead(), dead(), dead());
        String waiting = refund("pi_waits", Duration.ofMinutes(10)).path("id");
        String filter =
                "\"provider\":\"stripe\",\"route\":\"refunds\",\"cause\":\"expired\",\"reason\":\"they are back\"";

        List<String> found = new ArrayList<>();
        String next = null;
        do {
            Response tried = replayDead("{" + filter + ",\"dry_run\":true,\"limit\":2"
                    + (next == null ? "" : ",\"next\":\"" + next + "\"") + "}");
            tried.then().statusCode(200).body("replayed", equalTo(0)).body("dry_run", equalTo(true));
            found.addAll(tried.<List<String>>path("writes"));
            next = tried.path("next");
        } while (next != null);
        assertThat(found).containsAll(dead).doesNotContain(waiting).doesNotHaveDuplicates();
        assertThat(state(dead.get(0))).isEqualTo("dead");
        replayDead("{\"cause\":\"no such cause\",\"reason\":\"x\"}").then().body("matched", equalTo(0));
        replayDead("{\"dead_after\":\"2999-01-01T00:00:00Z\",\"reason\":\"x\"}")
                .then()
                .body("matched", equalTo(0));

        sandbox.noFaults();
        replayDead("{" + filter + ",\"limit\":1000}")
                .then()
                .statusCode(200)
                .body("matched", equalTo(found.size()))
                .body("replayed", equalTo(found.size()))
                .body("skipped.size()", equalTo(0))
                .body("next", nullValue());
        await().atMost(PATIENCE).until(() -> dead.stream().allMatch(id -> "delivered".equals(state(id))));
        for (String id : dead) {
            operator()
                    .get("/ops/v1/audit?kind=write-replayed&subject=" + id)
                    .then()
                    .body("events[0].actor", equalTo("dev"))
                    .body("events[0].reason", equalTo("they are back"));
        }
    }

    @Test
    void an_order_for_many_says_what_is_wrong_with_it() {
        badReplay("{}", "Say why");
        badReplay("{\"reason\":\"x\",\"limit\":1001}", "'limit'");
        badReplay("{\"reason\":\"x\",\"provider\":\"strpe\"}", "'strpe'");
        badReplay("{\"reason\":\"x\",\"cause\":\"\"}", "'cause'");
        badReplay("{\"reason\":\"x\",\"dead_before\":\"noon\"}", "'dead_before'");
        badReplay("{\"reason\":\"x\",\"next\":\"park.1.-1.\"}", "'next'");
        badReplay("{\"reason\":\"x\",\"max_wait\":\"for ever\"}", "'max_wait'");
        badReplay("{\"reason\":\"x\",\"all\":true}", "'all'");
    }

    private static void badReplay(String body, String named) {
        replayDead(body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(named));
    }

    private static Response replayDead(String body) {
        return operator().contentType(ContentType.JSON).body(body).post("/ops/v1/dead-letters/replay");
    }

    private static void badSearch(String query, String named) {
        operator()
                .get("/ops/v1/writes?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(named));
    }

    /** A write that nobody could deliver while it was wanted. */
    private String dead() {
        String id = await().atMost(PATIENCE).until(this::shortWanted, submitted -> !submitted.isEmpty());
        await().atMost(PATIENCE).until(() -> state(id).equals("dead"));
        return id;
    }

    /** Wanted for two seconds; empty if the machine was so busy that they were over before it arrived. */
    private String shortWanted() {
        Response answer = refund("pi_" + UUID.randomUUID(), Duration.ofSeconds(2));
        assertThat(answer.statusCode()).isIn(202, 400);
        return answer.statusCode() == 202 ? answer.path("id") : "";
    }

    private Response refund(String payment, Duration wanted) {
        return given().baseUri("http://127.0.0.1:" + breakwater.port())
                .header("Authorization", "Bearer dev-client-key")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Breakwater-Queue", "now")
                .header("Breakwater-Expires-At", Instant.now().plus(wanted).toString())
                .contentType("application/x-www-form-urlencoded")
                .body("payment_intent=" + payment + "&amount=1")
                .post("/stripe/v1/refunds");
    }

    private static String state(String id) {
        return operator().get("/ops/v1/writes/" + id).then().extract().path("state");
    }

    private static Response order(String id, String what, String body) {
        return operator().contentType(ContentType.JSON).body(body).post("/ops/v1/writes/" + id + "/" + what);
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }
}
