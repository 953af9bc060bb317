package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Operators who show a token of an issuer, beside those who show a key; with a real Redis. */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OperatorTokensTest.Issuer.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // as ten refusals a minute are on record
class OperatorTokensTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    IssuerForTest issuer;

    @Inject
    Breakwater breakwater;

    /** The issuer, and who is let in with its tokens. */
    public static final class Issuer implements QuarkusTestResourceLifecycleManager {

        private final IssuerForTest issuer = IssuerForTest.open();

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "quarkus.oidc.tenant-enabled", "true",
                    "quarkus.oidc.auth-server-url", issuer.url(),
                    "quarkus.oidc.token.audience", IssuerForTest.AUDIENCE,
                    "quarkus.oidc.roles.role-claim-path", "groups",
                    "quarkus.http.auth.roles-mapping.payments-oncall", "operator");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(issuer, new TestInjector.MatchesType(IssuerForTest.class));
        }

        @Override
        public void stop() {
            issuer.close();
        }
    }

    @Test
    void each_role_may_do_what_it_may_with_a_key() {
        with(issuer.token("vera", "viewer")).get("/ops/v1/status").then().statusCode(200);
        with(issuer.token("vera", "viewer")).get("/ops/v1/audit").then().statusCode(403);
        order(issuer.token("vera", "viewer")).then().statusCode(403);
        with(issuer.token("ada", "auditor")).get("/ops/v1/audit").then().statusCode(200);
        order(issuer.token("ada", "auditor")).then().statusCode(403);
        order(issuer.token("olga", "operator", "nonsense")).then().statusCode(200);
        order(issuer.token("otto", "payments-oncall")).then().statusCode(200);
    }

    @Test
    void what_is_done_with_a_token_is_on_record_under_its_name() {
        order(issuer.token("maria@example.com", "operator"))
                .then()
                .statusCode(200)
                .body("order.actor", equalTo("maria@example.com"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> with(issuer.token("ada", "auditor"))
                        .get("/ops/v1/audit?kind=mode-set&actor=maria@example.com")
                        .then()
                        .statusCode(200)
                        .body("events.size()", greaterThanOrEqualTo(1)));
    }

    @Test
    @Order(1)
    void a_good_token_without_a_role_is_nobodys_and_on_record() {
        with(issuer.token("nemo", "payments"))
                .get("/ops/v1/status")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
        with(issuer.token("nemo")).get("/nothing/here").then().statusCode(403);
        await().atMost(PATIENCE)
                .untilAsserted(() -> with("dev-operator-key")
                        .get("/ops/v1/audit?kind=forbidden&actor=nemo")
                        .then()
                        .statusCode(200)
                        .body("events.subject", hasItem("GET /ops/v1/status"))
                        .body("events[0].details.address", equalTo("127.0.0.1")));
    }

    @Test
    @Order(2)
    void a_token_that_is_not_good_is_like_a_wrong_key() {
        Instant soon = Instant.now().plusSeconds(60);
        String good = issuer.token("eve", "operator");
        try (IssuerForTest other = new IssuerForTest(1)) {
            for (String bad : new String[] {
                issuer.token(
                        issuer.url(),
                        IssuerForTest.AUDIENCE,
                        "eve",
                        Instant.now().minusSeconds(60),
                        "operator"),
                issuer.token(issuer.url(), "another-service", "eve", soon, "operator"),
                issuer.token("http://127.0.0.1:1", IssuerForTest.AUDIENCE, "eve", soon, "operator"),
                other.token(issuer.url(), IssuerForTest.AUDIENCE, "eve", soon, "operator"),
                good.substring(0, good.lastIndexOf('.') + 1) + "AAAA",
                good.substring(0, good.lastIndexOf('.') + 1),
                issuer.token("e\\nve", "operator"),
                issuer.token("e".repeat(129), "operator"),
                "not.a.token"
            }) {
                with(bad)
                        .get("/ops/v1/writes/a-bad-token")
                        .then()
                        .statusCode(401)
                        .contentType("application/problem+json")
                        .header("WWW-Authenticate", equalTo("Bearer realm=\"breakwater-ops\""));
            }
        }
        with(good).get("/ops/v1/status").then().statusCode(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> with("dev-operator-key")
                        .get("/ops/v1/audit?kind=login-failed&subject=GET /ops/v1/writes/a-bad-token")
                        .then()
                        .statusCode(200)
                        .body("events[0].actor", equalTo("unknown")));
        for (int i = 0; i < 10; i++) {
            with("not.a.token").get("/ops/v1/status").then().statusCode(401);
        }
        assertThat(with("not.a.token").get("/ops/v1/status").time()).isGreaterThanOrEqualTo(240);
        with(good).get("/ops/v1/status").then().statusCode(200);
    }

    @Test
    void keys_are_as_good_as_before_and_never_shown_to_the_issuer() {
        with(issuer.token("vera", "viewer")).get("/ops/v1/status").then().statusCode(200);
        int asked = issuer.asked();
        with("dev-operator-key").get("/ops/v1/status").then().statusCode(200);
        with("a-wrong-key").get("/ops/v1/status").then().statusCode(401);
        given().get("/ops/v1/status").then().statusCode(401);
        given().get("/health/ready").then().statusCode(200);
        with(issuer.token("vera", "viewer")).get("/health/ready").then().statusCode(200);
        assertThat(issuer.asked()).isEqualTo(asked);
    }

    @Test
    void the_data_plane_takes_no_token_and_asks_nobody() {
        int asked = issuer.asked();
        given().port(breakwater.port())
                .header("Authorization", "Bearer " + issuer.token("olga", "operator"))
                .get("/stripe/v1/balance")
                .then()
                .statusCode(401)
                .body("type", equalTo("/-/problems/client-unknown"));
        assertThat(issuer.asked()).isEqualTo(asked);
    }

    private static Response order(String token) {
        return with(token)
                .contentType(ContentType.JSON)
                .body("{\"mode\": \"auto\", \"reason\": \"as usual\"}")
                .put("/ops/v1/modes/stripe");
    }

    private static RequestSpecification with(String shown) {
        return given().header("Authorization", "Bearer " + shown);
    }
}
