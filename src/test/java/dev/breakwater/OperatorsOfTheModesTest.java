package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How operators see and change modes and switches of the real application, with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class OperatorsOfTheModesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Breakwater breakwater;

    @AfterEach
    void handBack() {
        for (String lever :
                new String[] {"modes/all", "modes/stripe", "modes/stripe/balance", "switches/retries/all"}) {
            operator().delete("/ops/v1/" + lever + "?reason=over").then().statusCode(200);
            operator()
                    .delete("/ops/v1/" + lever + "?reason=over&replica-only=true")
                    .then()
                    .statusCode(200);
        }
    }

    @Test
    void a_provider_is_taken_out_of_the_path_and_handed_back() {
        balance().then().statusCode(200);

        put("modes/stripe", "{\"mode\":\"suspended\",\"reason\":\"it charges twice\"}")
                .then()
                .statusCode(200)
                .body("order.mode", equalTo("suspended"))
                .body("order.actor", equalTo("dev"))
                .body("order.reason", equalTo("it charges twice"))
                .body("complete", equalTo(true))
                .body("confirmed", hasSize(1))
                .body("missing", empty());
        balance().then().statusCode(503).body("type", containsString("suspended"));
        operator()
                .get("/ops/v1/modes")
                .then()
                .statusCode(200)
                .body("orders.scope", hasItem("stripe"))
                .body("in_force.find { it.scope == 'stripe/balance' }.state", equalTo("suspended"));

        operator().delete("/ops/v1/modes/stripe?reason=mended").then().statusCode(200);
        balance().then().statusCode(200);
    }

    @Test
    void of_two_operators_the_second_is_told_to_look_again() {
        String seen = operator()
                .get("/ops/v1/modes/stripe")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
        String body = "{\"mode\":\"degraded\",\"reason\":\"slow\"}";
        String now = operator()
                .header("If-Match", seen)
                .contentType(ContentType.JSON)
                .body(body)
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        operator()
                .header("If-Match", seen)
                .contentType(ContentType.JSON)
                .body("{\"mode\":\"suspended\",\"reason\":\"slow\"}")
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(412)
                .contentType("application/problem+json")
                .header("ETag", equalTo(now))
                .body("type", containsString("order-changed"));

        operator()
                .get("/ops/v1/modes/stripe")
                .then()
                .header("ETag", equalTo(now))
                .body("mode", equalTo("degraded"));
    }

    @Test
    void an_order_with_an_end_is_over_then() {
        put("modes/stripe/balance", "{\"mode\":\"suspended\",\"reason\":\"a drill\",\"for\":\"1s\"}")
                .then()
                .statusCode(200)
                .body("order.until", notNullValue());
        await().atMost(PATIENCE).until(() -> balance().statusCode() == 200);
        operator()
                .get("/ops/v1/modes/stripe/balance")
                .then()
                .body("mode", equalTo("auto"))
                .body("version", equalTo(0));
    }

    @Test
    void switches_are_seen_and_set() {
        put("switches/retries/all", "{\"on\":false,\"reason\":\"they pile up\"}")
                .then()
                .statusCode(200)
                .body("order.name", equalTo("retries"))
                .body("order.on", equalTo(false));
        operator()
                .get("/ops/v1/switches")
                .then()
                .body("names", hasItem("coalescing"))
                .body("orders.find { it.name == 'retries' }.scope", equalTo("all"));
        operator().get("/ops/v1/switches/drain/stripe").then().body("on", equalTo(true));
    }

    @Test
    void one_replica_can_be_changed_alone() {
        put("modes/stripe?replica-only=true", "{\"mode\":\"suspended\",\"reason\":\"this one is odd\"}")
                .then()
                .statusCode(200)
                .body("replica_only", equalTo(true));
        balance().then().statusCode(503);
        operator()
                .delete("/ops/v1/modes/stripe?replica-only=true&reason=mended")
                .then()
                .statusCode(200);
        balance().then().statusCode(200);
    }

    @Test
    void breakers_are_forced_open_and_reset() {
        String seen = post("breakers/stripe/open", "{\"reason\":\"it charges twice\",\"for\":\"30m\"}")
                .then()
                .statusCode(200)
                .body("order.forced_open", equalTo(true))
                .body("order.until", notNullValue())
                .body("complete", equalTo(true))
                .extract()
                .header("ETag");
        balance().then().statusCode(503).body("type", containsString("breaker-open"));
        operator()
                .get("/ops/v1/breakers")
                .then()
                .statusCode(200)
                .body("orders.scope", hasItem("stripe"))
                .body("breakers.find { it.scope == 'stripe/balance' }.state", equalTo("forced-open"));
        operator()
                .get("/ops/v1/modes")
                .then()
                .body("in_force.find { it.scope == 'stripe/balance' }.state", equalTo("auto (breaker forced-open)"));
        operator()
                .get("/ops/v1/providers/stripe")
                .then()
                .body("routes.find { it.name == 'balance' }.breaker", equalTo("forced-open"));
        operator()
                .get("/ops/v1/breakers/stripe")
                .then()
                .header("ETag", equalTo(seen))
                .body("forced_open", equalTo(true));

        post("breakers/stripe/reset", "{\"reason\":\"mended\"}").then().statusCode(200);
        balance().then().statusCode(200);
        operator().get("/ops/v1/breakers").then().body("orders", empty());
        operator()
                .header("If-Match", seen)
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"again\"}")
                .post("/ops/v1/breakers/stripe/open")
                .then()
                .statusCode(412);

        post("breakers/stripe/open?replica-only=true", "{\"reason\":\"this one is odd\"}")
                .then()
                .statusCode(200)
                .body("replica_only", equalTo(true));
        balance().then().statusCode(503);
        post("breakers/stripe/reset?replica-only=true", "{\"reason\":\"mended\"}")
                .then()
                .statusCode(200);
        balance().then().statusCode(200);

        post("breakers/stripe/open", "{}").then().statusCode(400).body("detail", startsWith("Say why"));
        post("breakers/stripe/open", "{\"reason\":\"x\",\"mode\":\"auto\"}")
                .then()
                .statusCode(400);
        post("breakers/stripe/reset", "{\"reason\":\"x\",\"for\":\"1m\"}")
                .then()
                .statusCode(400);
        post("breakers/nobody/open", "{\"reason\":\"x\"}").then().statusCode(404);
    }

    @Test
    void what_cannot_be_meant_is_refused_and_changes_nothing() {
        String good = "{\"mode\":\"degraded\",\"reason\":\"x\"}";
        put("modes/stripe", "{\"mode\":\"degraded\"}").then().statusCode(400).body("detail", startsWith("Say why"));
        put("modes/stripe", "{\"mode\":\"degraded\",\"reason\":\"a\\nforged line\"}")
                .then()
                .statusCode(400);
        put("modes/stripe", "{\"mode\":\"off\",\"reason\":\"x\"}").then().statusCode(400);
        put("modes/stripe", "{\"reason\":\"x\"}").then().statusCode(400);
        put("modes/stripe", "{\"mode\":\"degraded\",\"reason\":\"x\",\"untill\":\"2099-01-01T00:00:00Z\"}")
                .then()
                .statusCode(400)
                .body("detail", containsString("'untill'"));
        put("modes/stripe", "{\"mode\":\"degraded\",\"reason\":\"x\",\"until\":\"tomorrow\"}")
                .then()
                .statusCode(400);
        put("modes/stripe", "{\"mode\":\"degraded\",\"reason\":\"x\",\"until\":\"2001-01-01T00:00:00Z\"}")
                .then()
                .statusCode(400);
        put("switches/retries/stripe", good).then().statusCode(400);
        put("switches/brakes/stripe", "{\"on\":true,\"reason\":\"x\"}").then().statusCode(404);
        put("modes/nobody", good).then().statusCode(404).contentType("application/problem+json");
        put("modes/stripe/nothing", good).then().statusCode(404);
        put("modes/stripe/a/b", good).then().statusCode(404);
        operator().delete("/ops/v1/modes/stripe").then().statusCode(400);
        operator()
                .header("If-Match", "seventeen")
                .contentType(ContentType.JSON)
                .body(good)
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(400);
        given().contentType(ContentType.JSON)
                .body(good)
                .put("/ops/v1/modes/stripe")
                .then()
                .statusCode(401);
        operator().get("/ops/v1/modes").then().body("orders", empty());
    }

    private Response balance() {
        return given().header("Authorization", "Bearer dev-client-key")
                .get("http://127.0.0.1:" + breakwater.port() + "/stripe/v1/balance");
    }

    private static Response put(String lever, String json) {
        return operator().contentType(ContentType.JSON).body(json).put("/ops/v1/" + lever);
    }

    private static Response post(String call, String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/ops/v1/" + call);
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }
}
