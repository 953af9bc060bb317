package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What load tests call, the bounds on what they send, and HTTP/2. */
class LoadEndpointsTest {

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void ping_is_one_kilobyte_of_json() {
        assertThat(sandbox.get("/v1/ping").body()).hasSize(1024).startsWith("{\"object\":\"ping\"");
    }

    @Test
    void bytes_streams_as_many_as_asked_for() {
        assertThat(sandbox.get("/v1/bytes/200001").body()).hasSize(200_001);
        assertThat(sandbox.get("/v1/bytes/0").body()).isEmpty();
        assertThat(sandbox.get("/v1/bytes/many").statusCode()).isEqualTo(400);
    }

    @Test
    void a_client_that_does_not_read_costs_nothing_and_ends_when_it_goes() throws IOException {
        try (RawClient client = new RawClient(sandbox.port())) {
            client.get("/v1/bytes/100000000000");
            await().until(() -> sandbox.requests().getLong("in_flight") == 1);
        }
        await().until(() -> sandbox.requests().getLong("in_flight") == 0);
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_refused() {
        assertThat(sandbox.post("/v1/refunds", "x".repeat((1 << 20) + 1)).statusCode())
                .isEqualTo(413);
        assertThat(sandbox.post("/v1/refunds", "x".repeat(1 << 20)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void unknown_urls_are_404_in_stripes_words() {
        assertThat(sandbox.get("/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(sandbox.get("/v1/nothing").body()).contains("Unrecognized request URL (GET: /v1/nothing)");
    }

    @Test
    void http2_without_tls_is_served() throws Exception {
        assertThat(pingOverHttp2()).isEqualTo(1024);
    }

    @Test
    void a_fault_that_breaks_off_ends_an_http2_connection() {
        sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\",\"times\":1}");
        assertThatThrownBy(LoadEndpointsTest::pingOverHttp2).hasMessageContaining("closed");
        sandbox.noFaults();
    }

    private static int pingOverHttp2() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            var client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));
            var body = client.request(HttpMethod.GET, sandbox.port(), "127.0.0.1", "/v1/ping")
                    .compose(request -> request.send())
                    .compose(answer -> {
                        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
                        return answer.body();
                    });
            return body.toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS)
                    .length();
        } finally {
            vertx.close();
        }
    }
}
