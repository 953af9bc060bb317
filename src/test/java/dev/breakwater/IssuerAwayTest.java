package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The issuer of operators' tokens is not there when the service starts, then there but silent, then well, then gone
 * again.
 */
@QuarkusTest
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = IssuerAwayTest.Issuer.class, restrictToAnnotatedClass = true)
class IssuerAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BOUND_MILLIS = 15_000;

    IssuerForTest issuer;

    /** An issuer that does not listen yet. */
    public static final class Issuer implements QuarkusTestResourceLifecycleManager {

        private IssuerForTest issuer;

        @Override
        public Map<String, String> start() {
            issuer = new IssuerForTest(FreePort.take());
            return Map.of(
                    "quarkus.oidc.tenant-enabled",
                    "true",
                    "quarkus.oidc.auth-server-url",
                    issuer.url(),
                    "quarkus.oidc.token.audience",
                    IssuerForTest.AUDIENCE,
                    "quarkus.oidc.roles.role-claim-path",
                    "groups");
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
    void the_service_starts_and_tokens_are_taken_once_the_issuer_was_there() throws IOException {
        String token = issuer.token("vera", "viewer");
        untold(with(token));
        assertThat(with("dev-operator-key").statusCode()).isEqualTo(200);

        try (ServerSocket silent = new ServerSocket(issuer.port(), 50, InetAddress.getLoopbackAddress())) {
            await().atMost(PATIENCE).until(() -> {
                Response answer = with(token);
                untold(answer);
                return answer.time() > 1000; // it was asked again
            });
            assertThat(with("dev-operator-key").statusCode()).isEqualTo(200);
            assertThat(silent.isBound()).isTrue();
        }

        issuer.listen();
        await().atMost(PATIENCE)
                .until(() -> with(issuer.token("vera", "viewer")).statusCode() == 200);
        assertThat(with("dev-operator-key").statusCode()).isEqualTo(200);

        issuer.close();
        assertThat(with(issuer.token("vera", "viewer")).statusCode()).isEqualTo(200);
        assertThat(with(issuer.token("eve", "viewer") + "x").statusCode()).isEqualTo(401);
    }

    /** Nobody can tell whether the token is good, and that is what is said, soon. */
    private static void untold(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.contentType()).contains("application/problem+json");
        assertThat(answer.header("Retry-After")).isNotBlank();
        assertThat(answer.time()).isLessThan(BOUND_MILLIS);
    }

    private static Response with(String shown) {
        return given().header("Authorization", "Bearer " + shown).get("/ops/v1/status");
    }
}
