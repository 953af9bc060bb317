package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Certificates;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawHttp2;
import dev.breakwater.edge.RawHttp2.Answer;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door over TLS: HTTP/1.1 as strict as in clear text, and HTTP/2, where other tricks are tried. */
class TlsAndHttp2Test {

    @TempDir
    static Path directory;

    private static Certificates door;
    private static RunningSandbox sandbox;
    private static RawProvider raw;
    private static Edge edge;

    @BeforeAll
    static void start() throws IOException {
        door = new Certificates(directory, "door", "ip:127.0.0.1");
        sandbox = new RunningSandbox();
        raw = new RawProvider();
        edge = edge();
    }

    private static Edge edge() {
        return Edge.start(
                "ingress: { tls-configuration-name: door, head-timeout: 5s, body-timeout: 2s }",
                """
                stripe:
                  base-url: %s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_1 }
                  body-max: 4KiB
                  connect-timeout: 5s
                raw: { base-url: %s, contract: none }
                """.formatted(sandbox.url(), raw.url()),
                options -> {},
                options -> options.setKeyCertOptions(door.own())
                        .setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(door.trusted()));
    }

    @AfterAll
    static void stop() throws IOException {
        edge.close();
        raw.close();
        sandbox.close();
    }

    @AfterEach
    void as_before() {
        sandbox.noFaults();
        soon().until(() -> edge.provider("stripe").bulkhead().inFlight() == 0);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20));
    }

    private static SSLSocket tls(String... protocols) throws IOException {
        return tls(edge, protocols);
    }

    private static SSLSocket tls(Edge to, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) door.context(door).getSocketFactory().createSocket("127.0.0.1", to.port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static RawHttp2 http2() throws IOException {
        return http2(edge);
    }

    private static RawHttp2 http2(Edge to) throws IOException {
        SSLSocket socket = tls(to, "h2", "http/1.1");
        assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
        return new RawHttp2(socket);
    }

    private static long received() {
        return sandbox.total().getLong("received");
    }

    private static void assertServed(RawHttp2 client) throws IOException {
        Answer answer = client.answer(client.request("GET", "/stripe/v1/ping"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void http1_over_tls() throws IOException {
        for (String[] protocols : new String[][] {{"http/1.1"}, {}}) {
            try (Caller caller = new Caller(tls(protocols))) {
                assertThat(caller.send(Caller.get("/stripe/v1/ping")).read().status())
                        .isEqualTo(200);
                String body = RunningSandbox.payForm(800);
                assertThat(caller.send(Caller.request("POST", "/stripe/v1/payment_intents", body))
                                .read()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    /** Vert.x names its handlers, and the strict decoder takes the place of the one of that name. */
    @Test
    void http1_over_tls_is_as_strict() throws IOException {
        for (String[] protocols : new String[][] {{"http/1.1"}, {}}) {
            for (String lines : List.of(
                    "X-A: b\r\n folded",
                    "X-A: b\nX-B: c",
                    "X-A : b",
                    "Content-Length: 1\r\nTransfer-Encoding: chunked")) {
                long before = received();
                try (Caller caller = new Caller(tls(protocols))) {
                    Reply reply = caller.send(Caller.get("/stripe/v1/ping", lines) + Caller.get("/stripe/v1/ping"))
                            .read();
                    assertThat(reply.status()).as(lines).isEqualTo(400);
                    assertThat(new JsonObject(reply.text()).getString("type"))
                            .isEqualTo("/-/problems/malformed-request");
                    assertThat(caller.endsWithin(3_000)).isTrue();
                }
                assertThat(received()).isEqualTo(before);
            }
        }
    }

    @Test
    void clear_text_on_the_tls_port_is_nothing() throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            assertThat(caller.send(Caller.get("/stripe/v1/ping")).endsWithin(5_000))
                    .isTrue();
        }
    }

    @Test
    void http2_over_tls() throws IOException {
        try (RawHttp2 client = http2()) {
            Answer ping = client.answer(client.request("GET", "/stripe/v1/ping"));
            assertThat(ping.status()).as(ping.text()).isEqualTo(200);
            assertThat(ping.header("breakwater-outcome")).isEqualTo("answered");
            int stream = client.open(false, RawHttp2.fields("POST", "/stripe/v1/payment_intents"));
            client.data(stream, true, RunningSandbox.payForm(900));
            assertThat(client.answer(stream).status()).isEqualTo(200);
            Answer large = client.answer(client.request("GET", "/stripe/v1/bytes/60000"));
            assertThat(large.text()).hasSize(60_000);
        }
    }

    @Test
    void what_http2_carries_becomes_good_http1() throws IOException {
        raw.answer(RawProvider.OK);
        try (RawHttp2 client = http2()) {
            Answer answer = client.answer(client.request(
                    "GET",
                    "/raw/v1/x?a=%2F",
                    "x-a",
                    "1",
                    "x-a",
                    "2",
                    "cookie",
                    "a=b",
                    "cookie",
                    "c=d",
                    "te",
                    "trailers"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(raw.only().line()).isEqualTo("GET /v1/x?a=%2F HTTP/1.1");
            assertThat(raw.only().all("x-a")).containsExactly("1", "2");
            assertThat(raw.only().all("cookie")).as("RFC 9113 section 8.2.3").containsExactly("a=b; c=d");
            assertThat(raw.only().all("Host")).containsExactly("127.0.0.1:" + raw.port());
            assertThat(raw.only().head()).doesNotContain(":path", ":authority", "te:", Edge.KEY);
        }
    }

    private static void assertRefused(int status, String type, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(answer.text());
        assertThat(problem.getString("type")).isEqualTo("/-/problems/" + type);
        assertThat(answer.text()).doesNotContain("Exception", "\\tat ");
    }

    @Test
    void bad_calls_over_http2() throws IOException {
        long before = received();
        try (RawHttp2 client = http2()) {
            for (String target : List.of(
                    "/stripe/../x",
                    "/stripe/%2e%2e/x",
                    "/stripe//x",
                    "/stripe/a%2fb",
                    "/stripe/a;b",
                    "/stripe/a\\b",
                    "/stripe/%00",
                    "/stripe/%0d%0a",
                    "/stripe/a#b",
                    "/stripe/a b",
                    "/stripe/\u00e4",
                    "*",
                    "stripe/v1/ping",
                    "https://evil.example/stripe/v1/ping",
                    "//stripe")) {
                assertRefused(400, "invalid-target", client.answer(client.request("GET", target)));
            }
            assertRefused(404, "provider-unknown", client.answer(client.request("GET", "/nobody/x")));
            assertRefused(405, "method-not-allowed", client.answer(client.request("TRACE", "/stripe/v1/ping")));
            String[] noKey = Arrays.copyOf(RawHttp2.fields("GET", "/stripe/v1/ping"), 8);
            assertRefused(401, "client-unknown", client.answer(client.open(true, noKey)));
            assertRefused(
                    400,
                    "invalid-idempotency-key",
                    client.answer(client.request("GET", "/stripe/v1/ping", "idempotency-key", "")));
            assertServed(client);
        }
        assertThat(received()).isEqualTo(before + 1);
    }

    /** Each ends its stream or its connection, or is a problem; none reaches the provider, not even in part. */
    @Test
    void malformed_heads_over_http2() throws IOException {
        raw.answer(RawProvider.OK);
        String[][] heads = {
            RawHttp2.fields("GET", "/raw/x", "x-a", "b\r\nx-evil: c"),
            RawHttp2.fields("GET", "/raw/x", "x-a", "b\nx-evil: c"),
            RawHttp2.fields("GET", "/raw/x", "x-a", "b\0c"),
            RawHttp2.fields("GET", "/raw/x", "x-a\r\nx-evil", "b"),
            RawHttp2.fields("GET", "/raw/x", "x-a: b\r\nx-evil", "c"),
            RawHttp2.fields("GET", "/raw/x", "x a", "b"),
            RawHttp2.fields("GET", "/raw/x", "", "b"),
            RawHttp2.fields("GET", "/raw/x", "X-Upper", "b"),
            RawHttp2.fields("GET", "/raw/x", "connection", "x-a"),
            RawHttp2.fields("GET", "/raw/x", "transfer-encoding", "chunked"),
            RawHttp2.fields("GET", "/raw/x", "upgrade", "h2c"),
            RawHttp2.fields("GET", "/raw/x", "content-length", "5"),
            RawHttp2.fields("GET", "/raw/x", "content-length", "-1"),
            RawHttp2.fields("GET", "/raw/x", "content-length", "five"),
            RawHttp2.fields("GET", "/raw/x", ":path", "/raw/y"),
            RawHttp2.fields("GET", "/raw/x", ":odd", "y"),
            RawHttp2.fields("GET", "/raw/x HTTP/1.1\r\nx-evil: c"),
            RawHttp2.fields("GET", "/raw/x\r\nx-evil: c"),
            RawHttp2.fields("GET", ""),
            RawHttp2.fields("GET /raw/y HTTP/1.1\r\nx-evil: c\r\n\r\nGET", "/raw/x"),
            RawHttp2.fields("GET /raw/y", "/raw/x"),
            RawHttp2.fields("G\0T", "/raw/x"),
            RawHttp2.fields("", "/raw/x"),
            {":method", "GET", ":scheme", "https", ":authority", "x", "authorization", "Bearer k-1"},
            {":method", "GET", ":scheme", "https", ":path", "/raw/x", "authorization", "Bearer k-1"},
            {":scheme", "https", ":authority", "x", ":path", "/raw/x", "authorization", "Bearer k-1"},
            {":method", "GET", ":scheme", "https", ":authority", "x y", ":path", "/raw/x", "authorization", "Bearer k-1"
            },
            {
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                "x\r\nx-evil: c",
                ":path",
                "/raw/x",
                "authorization",
                "Bearer k-1"
            },
            {":method", "CONNECT", ":authority", "evil.example:443", "authorization", "Bearer k-1"},
            {"authorization", "Bearer k-1", ":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/raw/x"},
        };
        for (String[] head : heads) {
            String shown = String.join(" ", head).replace("\r\n", "\\r\\n");
            try (RawHttp2 client = http2()) {
                Answer answer = client.answer(client.open(true, head));
                if (answer.status() != 0) {
                    assertThat(answer.status()).as(shown + answer.text()).isBetween(400, 499);
                    assertThat(answer.text()).as(shown).doesNotContain("Exception", "\\tat ");
                } else {
                    assertThat(answer.isReset() || client.isGone()).as(shown).isTrue();
                }
            }
            assertThat(raw.requests()).as(shown).isEmpty();
        }
        try (RawHttp2 client = http2()) {
            assertServed(client);
        }
    }

    @Test
    void heads_over_http2_are_bounded() throws IOException {
        try (RawHttp2 client = http2()) {
            Answer answer = client.answer(
                    client.request("GET", "/stripe/v1/ping", "x-a", "a".repeat(15_000), "x-b", "b".repeat(1_300)));
            assertThat(answer.status() == 431 || answer.isReset() || client.isGone())
                    .isTrue();
        }
        try (RawHttp2 client = http2()) {
            Answer answer = client.answer(client.request("GET", "/stripe/" + "a".repeat(10_000)));
            assertThat(answer.status()).isIn(414, 431);
        }
        try (RawHttp2 client = http2()) {
            assertServed(client);
        }
    }

    @Test
    void a_body_that_is_too_large_over_http2() throws IOException {
        long before = received();
        try (RawHttp2 client = http2()) {
            int declared = client.open(false, RawHttp2.fields("POST", "/stripe/v1/refunds", "content-length", "5000"));
            assertRefused(413, "body-too-large", client.answer(declared));
            int open = client.open(false, RawHttp2.fields("POST", "/stripe/v1/refunds"));
            client.data(open, false, "a".repeat(5_000));
            assertRefused(413, "body-too-large", client.answer(open));
            int late = client.open(false, RawHttp2.fields("POST", "/stripe/v1/refunds"));
            client.data(late, false, "a=b");
            assertRefused(408, "body-timeout", client.answer(late));
            assertServed(client);
        }
        assertThat(received()).isEqualTo(before + 1);
    }

    @Test
    void a_refused_body_over_http2_holds_no_stream() throws IOException {
        try (RawHttp2 client = http2()) {
            for (int i = 0; i < 150; i++) {
                int stream =
                        client.open(false, RawHttp2.fields("POST", "/stripe/v1/refunds", "content-length", "5000"));
                assertThat(client.answer(stream).status()).isEqualTo(413);
            }
            assertServed(client);
        }
    }

    @Test
    void a_body_of_another_length_than_declared_over_http2() throws IOException {
        long before = received();
        for (String body : List.of("a=", "a=bc")) {
            try (RawHttp2 client = http2()) {
                int stream = client.open(false, RawHttp2.fields("POST", "/stripe/v1/refunds", "content-length", "3"));
                client.data(stream, true, body);
                Answer answer = client.answer(stream);
                assertThat(answer.status() == 400 || answer.isReset() || client.isGone())
                        .as(answer.text())
                        .isTrue();
            }
        }
        assertThat(received()).isEqualTo(before);
    }

    @Test
    void a_reset_cancels_a_read_and_lets_a_write_complete_and_hurts_no_other_stream() throws IOException {
        sandbox.faults(
                "[{\"kind\":\"latency\",\"ms\":1500,\"match\":{\"path\":\"/v1/payment_intents\"}},{\"kind\":\"hang\",\"match\":{\"path\":\"/v1/balance\"}}]");
        long abandoned = sandbox.total().getLong("abandoned");
        try (RawHttp2 client = http2()) {
            int read = client.request("GET", "/stripe/v1/balance");
            int write = client.open(
                    false, RawHttp2.fields("POST", "/stripe/v1/payment_intents", "idempotency-key", "reset-1"));
            client.data(write, true, RunningSandbox.payForm(901));
            soon().until(() -> sandbox.requests().getLong("in_flight") == 2);
            client.reset(read);
            client.reset(write);
            assertServed(client);
            soon().until(() -> sandbox.total().getLong("abandoned") == abandoned + 1);
            soon().until(() -> !sandbox.ledger("?key=reset-1").isEmpty());
            soon().until(() -> edge.provider("stripe").bulkhead().inFlight() == 0);
            assertThat(sandbox.total().getLong("abandoned")).isEqualTo(abandoned + 1);
        }
    }

    @Test
    void a_door_that_will_be_closed_says_so_and_serves_what_is_under_way() throws IOException {
        sandbox.faults("{\"kind\":\"latency\",\"ms\":1500,\"match\":{\"path\":\"/v1/payment_intents\"}}");
        try (Edge leaving = edge();
                RawHttp2 client = http2(leaving)) {
            int slow = client.open(
                    false, RawHttp2.fields("POST", "/stripe/v1/payment_intents", "idempotency-key", "leaving-1"));
            client.data(slow, true, RunningSandbox.payForm(902));
            soon().until(() -> sandbox.requests().getLong("in_flight") == 1);
            leaving.leave();
            int late = client.request("GET", "/stripe/v1/balance");

            assertThat(client.answer(late).status()).isEqualTo(200);
            assertThat(client.isGone()).as("it is told to connect elsewhere").isTrue();
            assertThat(client.answer(slow).status()).isEqualTo(200);
            assertThat(client.answer(slow).isWhole()).isTrue();
        }
    }

    @Test
    void a_provider_that_breaks_off_resets_the_stream() throws IOException {
        raw.answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(500_000));
        try (RawHttp2 client = http2()) {
            int stream = client.request("GET", "/raw/x");
            Answer answer = client.answer(stream);
            assertThat(answer.isWhole()).as("half an answer looks whole").isFalse();
            assertServed(client);
        }
    }

    @Test
    void a_flood_of_resets_does_not_take_the_server_down() throws IOException {
        try (RawHttp2 flood = http2()) {
            for (int i = 0; i < 2_000; i++) {
                flood.reset(flood.request("GET", "/stripe/v1/ping"));
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
        try (RawHttp2 client = http2()) {
            assertServed(client);
        }
        soon().until(() -> edge.provider("stripe").bulkhead().inFlight() == 0);
    }
}
