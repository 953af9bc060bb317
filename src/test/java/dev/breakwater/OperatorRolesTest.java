package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may do what: every method of every resource is walked, so that none can be forgotten; with a real Redis. */
@QuarkusTest
@TestProfile(OperatorRolesTest.OneOfEachRole.class)
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class OperatorRolesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> ROLES = Set.of("viewer", "operator", "auditor");
    private static final Set<String> ALL = Set.of("auditor", "operator", "viewer");
    private static final Set<String> OPERATORS = Set.of("operator");
    private static final Set<String> AUDITORS = Set.of("auditor");

    /** Who may call what. A method that is not listed fails the test: say here who may. */
    private static final Map<String, Set<String>> EXPECTED = new TreeMap<>(Map.ofEntries(
            Map.entry("GET /ops/v1/status", ALL),
            Map.entry("GET /ops/v1/events", ALL),
            Map.entry("GET /ops/v1/providers", ALL),
            Map.entry("GET /ops/v1/providers/{provider}", ALL),
            Map.entry("GET /ops/v1/modes", ALL),
            Map.entry("GET /ops/v1/modes/{scope:.+}", ALL),
            Map.entry("PUT /ops/v1/modes/{scope:.+}", OPERATORS),
            Map.entry("DELETE /ops/v1/modes/{scope:.+}", OPERATORS),
            Map.entry("GET /ops/v1/switches", ALL),
            Map.entry("GET /ops/v1/switches/{name}/{scope:.+}", ALL),
            Map.entry("PUT /ops/v1/switches/{name}/{scope:.+}", OPERATORS),
            Map.entry("DELETE /ops/v1/switches/{name}/{scope:.+}", OPERATORS),
            Map.entry("GET /ops/v1/breakers", ALL),
            Map.entry("GET /ops/v1/breakers/{scope:.+}", ALL),
            Map.entry("POST /ops/v1/breakers/{scope:.+}/open", OPERATORS),
            Map.entry("POST /ops/v1/breakers/{scope:.+}/reset", OPERATORS),
            Map.entry("GET /ops/v1/cache", ALL),
            Map.entry("POST /ops/v1/cache/invalidate", OPERATORS),
            Map.entry("GET /ops/v1/writes", ALL),
            Map.entry("GET /ops/v1/unknowns", ALL),
            Map.entry("GET /ops/v1/writes/{id}", ALL),
            Map.entry("POST /ops/v1/writes/{id}/replay", OPERATORS),
            Map.entry("POST /ops/v1/dead-letters/replay", OPERATORS),
            Map.entry("POST /ops/v1/writes/{id}/discard", OPERATORS),
            Map.entry("POST /ops/v1/writes/{id}/resolve", OPERATORS),
            Map.entry("GET /ops/v1/audit", AUDITORS),
            Map.entry("GET /ops/v1/audit/state", AUDITORS),
            Map.entry("GET /ops/v1/audit/verify", AUDITORS),
            Map.entry("GET /ops/v1/audit/export", AUDITORS),
            Map.entry("GET /ops/v1/audit/key", AUDITORS),
            Map.entry("POST /ops/v1/audit/exported", AUDITORS),
            Map.entry("GET /ops/v1/openapi", ALL),
            Map.entry("GET /-/problems/{name}", ALL)));

    @Inject
    BeanManager beans;

    /** One operator of each role; its key is its name behind 'key-of-the-'. */
    public static final class OneOfEachRole implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>();
            for (String role : ROLES) {
                config.put("breakwater.operators." + role + ".key-sha256", sha256("key-of-the-" + role));
                config.put("breakwater.operators." + role + ".roles", role);
            }
            return config;
        }

        private static String sha256(String key) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(hash);
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }

    @Test
    void each_method_lets_those_in_that_it_should_and_nobody_else() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (String method : ResourceMethods.of(beans)) {
            assertThat(ResourceMethods.status(method, given()))
                    .as("%s without a key", method)
                    .isEqualTo(401);
            Set<String> letIn = new TreeSet<>();
            for (String role : ROLES) {
                int status = ResourceMethods.status(method, as(role));
                assertThat(status).as("%s as %s", method, role).isNotEqualTo(401);
                if (status != 403) {
                    letIn.add(role);
                }
            }
            found.put(method, letIn);
        }
        assertThat(found).isEqualTo(EXPECTED);
    }

    @Test
    void who_wants_too_much_or_shows_a_wrong_key_is_on_record() {
        as("viewer")
                .contentType(ContentType.JSON)
                .body("{\"mode\":\"suspended\",\"reason\":\"x\"}")
                .put("/ops/v1/modes/all")
                .then()
                .statusCode(403);
        given().header("Authorization", "Bearer sk_live_a_wrong_key")
                .get("/ops/v1/writes?provider=secret")
                .then()
                .statusCode(401);

        await().atMost(PATIENCE)
                .untilAsserted(() -> as("auditor")
                        .get("/ops/v1/audit?kind=forbidden&actor=viewer&subject=PUT /ops/v1/modes/all")
                        .then()
                        .statusCode(200)
                        .body("events[0].details.address", equalTo("127.0.0.1")));
        await().atMost(PATIENCE)
                .untilAsserted(() -> as("auditor")
                        .get("/ops/v1/audit?kind=login-failed&subject=GET /ops/v1/writes")
                        .then()
                        .statusCode(200)
                        .body("events[0].actor", equalTo("unknown")));
    }

    @Test
    void who_guesses_is_slowed_and_a_right_key_is_let_in_all_the_same() {
        for (int i = 0; i < 12; i++) {
            given().header("Authorization", "Bearer " + (i % 2 == 0 ? "guess-" + i : "not.a.token"))
                    .get("/ops/v1/status")
                    .then()
                    .statusCode(401);
        }
        as("viewer").get("/ops/v1/status").then().statusCode(200);
    }

    private static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer key-of-the-" + role);
    }
}
