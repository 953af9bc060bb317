package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of kept answers in the real application, and how they drop them. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = CacheForTest.class, restrictToAnnotatedClass = true)
class OperatorsOfTheCacheTest {

    @Inject
    Breakwater breakwater;

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"route\":\"balance\"", ",\"path\":\"/v1/balance\""})
    void kept_answers_are_dropped_by_provider_route_or_path(String which) {
        balance();
        balance().then().header("Breakwater-Outcome", "fresh");
        operator().get("/ops/v1/cache").then().statusCode(200).body("near_bytes", greaterThan(0));

        order("{\"reason\":\"a wrong balance\",\"provider\":\"stripe\"" + which + "}")
                .then()
                .statusCode(200)
                .body(
                        "dropped",
                        startsWith(which.isEmpty() ? "provider stripe" : which.contains("path") ? "path " : "route "));

        balance().then().header("Breakwater-Outcome", "answered");
    }

    @Test
    void what_is_not_meant_is_not_dropped() {
        balance();
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"route\":\"refunds\"}")
                .then()
                .statusCode(200);
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"path\":\"/v1/balances\"}")
                .then()
                .statusCode(200);
        balance().then().header("Breakwater-Outcome", "fresh");
    }

    @Test
    void an_order_needs_a_reason_and_something_that_is_there() {
        order("{\"provider\":\"stripe\"}").then().statusCode(400).body("detail", startsWith("Say why"));
        order("{\"reason\":\"x\"}").then().statusCode(400);
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"path\":\"v1\"}")
                .then()
                .statusCode(400);
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"path\":\"/v1?a\"}")
                .then()
                .statusCode(400);
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"path\":\"/v1\",\"route\":\"balance\"}")
                .then()
                .statusCode(400);
        order("{\"reason\":\"x\",\"provider\":\"nobody\"}")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        order("{\"reason\":\"x\",\"provider\":\"stripe\",\"route\":\"nothing\"}")
                .then()
                .statusCode(404);
        given().post("/ops/v1/cache/invalidate").then().statusCode(401);
        operator().get("/ops/v1/cache/invalidate").then().statusCode(405).header("Allow", equalTo("OPTIONS, POST"));
    }

    private Response balance() {
        return given().header("Authorization", "Bearer dev-client-key")
                .get("http://127.0.0.1:" + breakwater.port() + "/stripe/v1/balance");
    }

    private static Response order(String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/ops/v1/cache/invalidate");
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer dev-operator-key");
    }
}
