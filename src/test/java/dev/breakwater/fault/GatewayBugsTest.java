package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.sandbox.RunningSandbox;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What gateways get wrong time and again: the retry, the fallback, the clock and the connection. */
class GatewayBugsTest {

    private static final String TWO_ATTEMPTS = "contract: stripe\nretry: { attempts: 2, backoff: 5ms }\n";

    @Test
    void retry_keeps_its_body_and_headers() {
        try (RecordingProvider provider = new RecordingProvider((self, request) -> {
                    if (self.received.size() == 1) {
                        request.connection().close();
                    } else {
                        request.response().end("ok");
                    }
                });
                Scene scene = Scene.before(provider.url(), TWO_ATTEMPTS)) {
            String form = "amount=700&text=" + "\u00e4\u20ac".repeat(2000);

            Told told = scene.postTo(
                            "brought",
                            "/v1/pay?a=1&b=%2F",
                            form,
                            "Idempotency-Key",
                            "k-77",
                            "Content-Type",
                            "application/x-www-form-urlencoded",
                            "X-Own",
                            "mine")
                    .join();

            assertThat(told.verdict()).isEqualTo("200 answer answered");
            assertThat(provider.received).hasSize(2);
            RecordingProvider.Received first = provider.received.get(0);
            RecordingProvider.Received second = provider.received.get(1);
            assertThat(second.body().toString()).isEqualTo(form);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.method()).isEqualTo("POST");
            assertThat(second.uri()).isEqualTo("/v1/pay?a=1&b=%2F").isEqualTo(first.uri());
            assertThat(second.headers().entries())
                    .containsExactlyElementsOf(first.headers().entries());
            assertThat(second.headers().get("X-Own")).isEqualTo("mine");
            assertThat(second.headers().getAll("Idempotency-Key")).containsExactly("k-77");
        }
    }

    @Test
    void fallback_has_no_headers_of_the_failed_answer() {
        String failed = """
                [{"kind":"close","when":"after-effect","times":1,"match":{"method":"POST"}},
                 {"kind":"error","status":429,"times":1,"body":"no","headers":
                   {"X-Failed":"1","Set-Cookie":"a=b","Retry-After":"1","Content-Type":"text/x-failed","ETag":"f"}},
                 {"kind":"close"}]
                """;
        try (Scene scene = new Scene(TWO_ATTEMPTS)) {
            scene.sandbox.faults(failed);
            Told write = scene.pay(100, "Idempotency-Key", "k-1");
            scene.sandbox.faults(failed);
            Told read = scene.get("/v1/balance");

            assertThat(write.verdict()).isEqualTo("504 outcome-unknown unknown");
            assertThat(read.verdict()).isEqualTo("502 provider-answer-invalid unknown");
            for (Told told : new Told[] {write, read}) {
                assertThat(told.attempts()).isEqualTo(2);
                assertThat(told.answer().headers().map())
                        .doesNotContainKeys("x-failed", "set-cookie", "retry-after", "etag", "request-id");
                assertThat(told.answer().headers().allValues("content-type"))
                        .containsExactly("application/problem+json");
                assertThat(told.header("content-length"))
                        .isEqualTo(String.valueOf(told.answer().body().length()));
            }
        }
    }

    @Test
    void no_hidden_second_timeout() {
        try (Scene scene = new Scene("contract: none\nconnect-timeout: 200ms\nattempt-timeout: 3s")) {
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":2000}");

            Told told = scene.pay(100);

            assertThat(told.verdict()).isEqualTo("200 answer answered");
            assertThat(told.attempts()).isEqualTo(1);
            assertThat(told.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void retry_after_is_obeyed() {
        try (Scene scene = new Scene(TWO_ATTEMPTS)) {
            for (int status : new int[] {429, 503}) {
                scene.sandbox.faults(error(status, 1));
                Told told = scene.get("/v1/balance");

                assertThat(told.verdict()).as("%s", status).isEqualTo("200 answer answered");
                assertThat(told.attempts()).isEqualTo(2);
                assertThat(told.took()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void retry_after_is_obeyed_by_not_trying_again_if_it_goes_beyond_the_deadline() {
        try (Scene scene = new Scene(TWO_ATTEMPTS + "attempt-timeout: 2s\ndeadline: 2s\n")) {
            for (int status : new int[] {429, 503}) {
                scene.sandbox.faults(error(status, 60));
                Told told = scene.get("/v1/balance");

                assertThat(told.status()).isEqualTo(status);
                assertThat(told.attempts()).isEqualTo(1);
                assertThat(told.header("Retry-After")).isEqualTo("60");
            }
        }
    }

    @Test
    void timed_out_attempt_frees_its_connection() {
        try (Scene scene = new Scene(
                "contract: none\nattempt-timeout: 300ms\nbreaker: { enabled: false }\nretry: { attempts: 1 }")) {
            Scene.atOnce(20, () -> scene.getLater("/v1/ping"));
            long baseline = openConnections(scene);

            scene.sandbox.faults("{\"kind\":\"hang\"}");
            assertThat(Scene.atOnce(20, () -> scene.getLater("/v1/balance")))
                    .extracting(Told::problem)
                    .containsOnly("provider-timeout");
            assertThat(Scene.atOnce(20, () -> scene.postLater("/v1/payment_intents", RunningSandbox.payForm(1))))
                    .extracting(Told::problem)
                    .containsOnly("outcome-unknown");

            await().untilAsserted(() -> {
                assertThat(scene.inFlight()).isZero();
                assertThat(openConnections(scene)).isLessThanOrEqualTo(baseline);
            });
            assertThat(scene.provider().bulkhead().inFlight()).isZero();
            scene.sandbox.noFaults();
            assertThat(Scene.atOnce(20, () -> scene.getLater("/v1/ping")))
                    .extracting(Told::status)
                    .containsOnly(200);
        }
    }

    private static String error(int status, int retryAfter) {
        return "{\"kind\":\"error\",\"status\":" + status + ",\"times\":1,\"headers\":{\"Retry-After\":\"" + retryAfter
                + "\"}}";
    }

    private static long openConnections(Scene scene) {
        return scene.sandbox.requests().getLong("open_connections");
    }
}
