package dev.breakwater.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.sandbox.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** What bounds each step of an exchange in time. */
class TimeLimitsTest {

    private static final String KEY = "Bearer " + Edge.KEY;

    @Test
    void connect_timeout_bounds_tls_too() throws Exception {
        try (RawServer silent = new RawServer("");
                Edge edge = Edge.start("""
                        p:
                          base-url: https://localhost:%d
                          contract: none
                          connect-timeout: 200ms
                          attempt-timeout: 20s
                          retry: { attempts: 1 }
                        """.formatted(silent.port()))) {
            HttpResponse<String> answer = post(edge.url("p") + "/x");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("provider-not-reached", "connect");
            assertThat(answer.headers().firstValue("Breakwater-Outcome")).hasValue("not-reached");
        }
    }

    @Test
    void deadline_bounds_a_slow_body() throws Exception {
        try (RawServer provider = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Edge edge = Edge.start(plain(provider));
                RawClient client = new RawClient(edge.port())) {
            client.send("POST /p/x HTTP/1.1\r\nHost: a\r\nAuthorization: " + KEY
                    + "\r\nBreakwater-Timeout: 150ms\r\nContent-Length: 10\r\n\r\nhalf");

            RawClient.Seen seen = client.readAll(1000);

            assertThat(seen.text()).startsWith("HTTP/1.1 408").contains("body-timeout");
            assertThat(provider.accepted()).isZero();
        }
    }

    @Test
    void reason_phrase_cannot_break_the_status_line() throws Exception {
        try (RawServer provider = new RawServer("HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nhi");
                Edge edge = Edge.start(plain(provider));
                RawClient client = new RawClient(edge.port())) {
            client.send("GET /p/x HTTP/1.1\r\nHost: a\r\nAuthorization: " + KEY + "\r\n\r\n");

            String head = client.readAll(300).text();

            assertThat(head.substring(0, head.indexOf("\r\n")))
                    .doesNotContain("\r")
                    .startsWith("HTTP/1.1 ");
        }
    }

    private static String plain(RawServer provider) {
        return "p: { base-url: 'http://localhost:%d', contract: none }".formatted(provider.port());
    }

    private static HttpResponse<String> post(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", KEY)
                                .POST(HttpRequest.BodyPublishers.ofString("a=1"))
                                .build(),
                        BodyHandlers.ofString());
    }
}
