package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.KeyHash;
import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What clients may do, from outside: their providers, their rate, and what they are told beyond it. */
class AccessTest {

    private static RunningSandbox sandbox;
    private static Edge edge;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
        edge = Edge.start(
                "clients: { slow: { key-sha256: " + hash("slow-key") + ", rate: 2/s }, adyen-only: { key-sha256: "
                        + hash("adyen-key") + ", providers: [adyen] } }",
                """
                stripe:
                  base-url: %1$s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_sandbox }
                adyen: { base-url: "%1$s/adyen/v71", contract: adyen, credential: { header: X-API-Key, value: any } }
                """.formatted(sandbox.url()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        sandbox.close();
    }

    @Test
    void more_calls_than_the_rate_are_refused_with_the_time_to_wait() {
        HttpResponse<String> refused = null;
        int passed = 0;
        while (refused == null && passed < 100) {
            HttpResponse<String> answer = balance("slow-key");
            if (answer.statusCode() == 200) {
                passed++;
            } else {
                refused = answer;
            }
        }
        assertThat(passed).isGreaterThanOrEqualTo(2);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Breakwater-Outcome")).contains("refused");
        assertThat(refused.headers().firstValue("Breakwater-Attempts")).contains("0");
        JsonObject problem = new JsonObject(refused.body());
        assertThat(problem.getString("type")).isEqualTo("/-/problems/quota-exceeded");
        assertThat(problem.getBoolean("retryable")).isTrue();
        assertThat(problem.getString("provider")).isEqualTo("stripe");
        assertThat(balance(Edge.KEY).statusCode()).as("another client").isEqualTo(200);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(balance("slow-key").statusCode()).isEqualTo(200));
    }

    @Test
    void a_client_calls_its_own_providers_only() {
        HttpResponse<String> refused = balance("adyen-key");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(new JsonObject(refused.body()).getString("type")).isEqualTo("/-/problems/provider-forbidden");
        assertThat(new JsonObject(refused.body()).getBoolean("retryable")).isFalse();

        HttpResponse<String> paid = sandbox.send(HttpRequest.newBuilder(URI.create(edge.url("adyen") + "/payments"))
                .header("X-API-Key", "adyen-key")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\":{\"currency\":\"EUR\",\"value\":1000},\"reference\":\"order-7\"}")));
        assertThat(paid.statusCode()).isEqualTo(200);
    }

    @Test
    void nobody_learns_which_providers_there_are_without_a_key() {
        for (String provider : new String[] {"stripe", "no-such-provider"}) {
            HttpResponse<String> refused =
                    sandbox.send(HttpRequest.newBuilder(URI.create(edge.url(provider) + "/v1/balance")));
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        }
    }

    private static HttpResponse<String> balance(String key) {
        return sandbox.send(HttpRequest.newBuilder(URI.create(edge.url("stripe") + "/v1/balance"))
                .header("Authorization", "Bearer " + key));
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(KeyHash.of(key));
    }
}
