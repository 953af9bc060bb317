package dev.breakwater.ingress;

import static dev.breakwater.edge.Caller.get;
import static dev.breakwater.edge.Caller.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever is wrong with a request, it is answered with a problem that says so, or its connection is closed; nothing of
 * it reaches the provider, and the next good request is served.
 */
class BadInputTest {

    private static final String GOOD = get("/stripe/v1/ping");
    private static final String START = "POST /stripe/v1/refunds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k-1\r\n";

    private static final int CLOSED = 0; // without an answer

    private static RunningSandbox sandbox;
    private static Edge edge;

    /**
     * One bad request.
     *
     * @param bytes what is sent, as Latin-1
     * @param status of the answer, or {@code CLOSED} where none is owed: a body whose framing breaks midway
     * @param type of the problem, the last segment of its URI
     * @param closes whether nothing more may be read from the connection
     */
    private record Bad(String name, String bytes, int status, String type, boolean closes) {}

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
        edge = Edge.start("""
                ingress: { head-timeout: 5s, body-timeout: 1s, head-max: 16KiB, target-max: 4KiB }
                clients:
                  narrow: { key-sha256: 3cdd257886bdb43de3498ffeea949bc552a6a27c1cc0f303b42b0d48553548dc, providers: [other] }
                """, """
                stripe:
                  base-url: %1$s
                  contract: stripe
                  credential: { header: Authorization, value: Bearer sk_test_1 }
                  body-max: 4KiB
                  routes:
                    - { name: read-only, match: "GET /only/read" }
                other: { base-url: "%1$s/other", contract: none, unlisted: refuse, routes: [ { name: ping, match: GET /v1/ping } ] }
                """.formatted(sandbox.url()));
    }

    @AfterAll
    static void stop() {
        edge.close();
        sandbox.close();
    }

    @TestFactory
    Stream<DynamicTest> a_bad_head_never_reaches_a_provider() {
        return Stream.of(requestLines(), framings(), headers(), hosts())
                .flatMap(List::stream)
                .map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> a_bad_target_never_reaches_a_provider() {
        return targets().stream().map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> a_bad_call_never_reaches_a_provider() {
        return Stream.of(calls(), keys()).flatMap(List::stream).map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> a_bad_body_never_reaches_a_provider() {
        return bodies().stream().map(this::test);
    }

    private DynamicTest test(Bad bad) {
        return DynamicTest.dynamicTest(bad.name(), () -> show(bad));
    }

    private static void show(Bad bad) throws IOException {
        long before = received();
        try (Caller caller = new Caller(edge.port())) {
            caller.sendIfTaken(bad.bytes() + (bad.closes() ? GOOD : ""));
            Reply reply = caller.read();
            assertThat(reply.status())
                    .as("status; the answer: %s", reply.text())
                    .isEqualTo(bad.status());
            if (bad.status() != CLOSED) {
                assertProblem(reply, bad);
            }
            if (bad.closes()) {
                assertThat(caller.endsWithin(3_000)).as("the connection ends").isTrue();
                assertThat(received()).as("requests at the provider").isEqualTo(before);
            } else {
                assertThat(received()).as("requests at the provider").isEqualTo(before);
                assertThat(caller.send(GOOD).read().status())
                        .as("a good request on the same connection")
                        .isEqualTo(200);
            }
        }
        try (Caller caller = new Caller(edge.port())) {
            assertThat(caller.send(GOOD).read().status())
                    .as("a good request afterwards")
                    .isEqualTo(200);
        }
    }

    private static void assertProblem(Reply reply, Bad bad) {
        assertThat(reply.whole()).isTrue();
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(reply.text());
        assertThat(problem.getString("type")).isEqualTo("/-/problems/" + bad.type());
        assertThat(problem.getInteger("status")).isEqualTo(bad.status());
        assertThat(problem.getString("outcome")).isEqualTo("refused");
        assertThat(problem.getString("detail")).isNotBlank().doesNotContain("Exception", "io.netty", "\tat ");
    }

    private static long received() {
        return sandbox.total().getLong("received");
    }

    // ---- heads

    private static List<Bad> requestLines() {
        List<Bad> all = new ArrayList<>();
        String rest = "\r\nHost: x\r\nAuthorization: Bearer k-1\r\n\r\n";
        for (String line : List.of(
                "GARBAGE",
                "GET /stripe/v1/ping",
                "GET  /stripe/v1/ping HTTP/1.1",
                "GET /stripe/v1/ping  HTTP/1.1",
                "GET\t/stripe/v1/ping HTTP/1.1",
                " GET /stripe/v1/ping HTTP/1.1",
                "GET /stripe/v1/ping HTTP/1.1 ",
                "GET /stripe/v1/ping x HTTP/1.1",
                "GET /stripe/v1/ping http/1.1",
                "GET /stripe/v1/ping HTTP/1.1.1",
                "GET /stripe/v1/ping HTTP/x",
                "GET /stripe/v1/ping ICY/1.1",
                "G@T /stripe/v1/ping HTTP/1.1",
                "GE\1T /stripe/v1/ping HTTP/1.1",
                "GET /stripe/v1/\1ping HTTP/1.1",
                "GET /stripe/v1/ping\0 HTTP/1.1",
                "\1")) {
            all.add(new Bad("request line: " + shown(line), line + rest, 400, "malformed-request", true));
        }
        all.add(new Bad("a TLS hello", "\26\3\1\2\0\1\0\1\374\3\3\r\n\r\n", 400, "malformed-request", true));
        for (String version : List.of("HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0")) {
            all.add(new Bad(version, "GET /stripe/v1/ping " + version + rest, 505, "http-version-not-supported", true));
        }
        all.add(new Bad(
                "HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http-version-not-supported", true));
        all.add(new Bad(
                "long request line",
                "GET /stripe/" + "a".repeat(5_000) + " HTTP/1.1" + rest,
                414,
                "target-too-long",
                true));
        all.add(new Bad("request line without end", "GET /stripe/" + "a".repeat(50_000), 414, "target-too-long", true));
        return all;
    }

    private static List<Bad> framings() {
        List<Bad> all = new ArrayList<>();
        for (String framing : List.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Content-Length: 4\r\nContent-Length: 5",
                "Content-Length: 4\r\nContent-Length: 4",
                "Content-Length: 4, 5",
                "Content-Length: 4, 4",
                "Content-Length: +4",
                "Content-Length: -4",
                "Content-Length: 4 4",
                "Content-Length: 0x4",
                "Content-Length: 4;",
                "Content-Length: \u00b2",
                "Content-Length:",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: chunked, gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: \013chunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding:",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: ")) {
            all.add(new Bad(shown(framing), START + framing + "\r\n\r\n0\r\n\r\n", 400, "malformed-request", true));
        }
        all.add(new Bad(
                "Transfer-Encoding in HTTP/1.0",
                START.replace("HTTP/1.1", "HTTP/1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                505,
                "http-version-not-supported",
                true));
        all.add(new Bad(
                "Content-Length and Transfer-Encoding of a GET",
                get("/stripe/v1/ping", "Content-Length: 4", "Transfer-Encoding: chunked") + "0\r\n\r\n",
                400,
                "malformed-request",
                true));
        return all;
    }

    private static List<Bad> headers() {
        List<Bad> all = new ArrayList<>();
        for (String lines : List.of(
                "X-A: b\r\n folded",
                "X-A: b\r\n\tfolded",
                " X-A: first and folded",
                "X-A: b\0c",
                "X-\0A: b",
                "X-A: b\rc",
                "X-A: b\r\r\nX-B: c",
                "X-A: b\nX-B: c",
                "X-A: b\n\nGET /stripe/v1/ping HTTP/1.1",
                "X-A\r: b",
                "X-A : b",
                "X-A\t: b",
                "X-A",
                ": b",
                "X(A: b",
                "X A: b",
                "X-\u00e4: b",
                "X-A: b\1c",
                "X-A: b\177c",
                "X-A: b\33[31m")) {
            all.add(new Bad("header: " + shown(lines), get("/stripe/v1/ping", lines), 400, "malformed-request", true));
        }
        all.add(new Bad("LF after the request line", GOOD.replaceFirst("\r\n", "\n"), 400, "malformed-request", true));
        all.add(new Bad("LF everywhere", GOOD.replace("\r\n", "\n"), 400, "malformed-request", true));
        all.add(new Bad(
                "one header of 20 KB",
                get("/stripe/v1/ping", "X-A: " + "a".repeat(20_000)),
                431,
                "head-too-large",
                true));
        all.add(new Bad(
                "2,000 headers",
                get("/stripe/v1/ping", "X-A: 123456\r\n".repeat(2_000) + "X-B: c"),
                431,
                "head-too-large",
                true));
        all.add(new Bad(
                "a head of 1 MB without end", START + "X-A: " + "a".repeat(1_000_000), 431, "head-too-large", true));
        all.add(new Bad(
                "another expectation",
                request("POST", "/stripe/v1/refunds", "a=b", "Expect: miracles"),
                417,
                "expectation-failed",
                true));
        all.add(new Bad(
                "two expectations",
                request("POST", "/stripe/v1/refunds", "a=b", "Expect: 100-continue", "Expect: miracles"),
                417,
                "expectation-failed",
                true));
        return all;
    }

    private static List<Bad> hosts() {
        List<Bad> all = new ArrayList<>();
        all.add(new Bad("no Host", GOOD.replace("Host: x\r\n", ""), 400, "malformed-request", false));
        for (String host : List.of(
                "x\r\nHost: x",
                "x\r\nHost: y",
                "",
                "a b",
                "x/y",
                "user@x",
                "x:port",
                "x:",
                "x:123456",
                "[::1",
                "::1",
                "x?a",
                "x#a",
                "x\\y",
                "\u00e4")) {
            all.add(new Bad(
                    "Host: " + shown(host), GOOD.replace("Host: x", "Host: " + host), 400, "malformed-request", false));
        }
        return all;
    }

    // ---- targets

    private static List<Bad> targets() {
        List<Bad> all = new ArrayList<>();
        for (String target : List.of(
                "http://127.0.0.1/stripe/v1/ping",
                "https://evil.example/stripe/v1/ping",
                "stripe/v1/ping",
                "evil.example:443",
                "*",
                "?a=b",
                "/stripe/..",
                "/stripe/../other/v1/ping",
                "/stripe/v1/../ping",
                "/stripe/v1/..?a=b",
                "/stripe/v1/.",
                "/stripe/./v1/ping",
                "/../stripe/v1/ping",
                "/./stripe/v1/ping",
                "/stripe/%2e%2e/v1/ping",
                "/stripe/%2E%2E/v1/ping",
                "/stripe/.%2e/v1/ping",
                "/stripe/%2e./v1/ping",
                "/stripe/%2e/v1/ping",
                "/stripe/v1/%2e%2E",
                "//stripe/v1/ping",
                "//evil.example/v1/ping",
                "/stripe//v1/ping",
                "/stripe/v1/ping//",
                "/stripe/v1%2fping",
                "/stripe/v1%2Fping",
                "/stripe%2fv1/ping",
                "/stripe/v1;a=b/ping",
                "/stripe;a=b/v1/ping",
                "/stripe/..;/v1/ping",
                "/stripe/v1/ping%3b",
                "/stripe/v1/ping%3B",
                "/stripe\\v1\\ping",
                "/stripe/v1\\ping",
                "/\\evil.example/v1/ping",
                "/stripe/v1%5cping",
                "/stripe/v1%5Cping",
                "/stripe/..\\v1",
                "/stripe/v1/ping%00",
                "/stripe/v1/ping?a=%00",
                "/stripe/v1/ping%0d%0aX-A:%20b",
                "/stripe/v1/ping?a=%0D%0AX-A:%20b",
                "/stripe/v1/ping%0a",
                "/stripe/v1/ping%0d",
                "/stripe/v1/p\u00efng",
                "/stripe/v1/ping?a=\u00ef",
                "/stripe/v1/ping\377",
                "/stripe/v1/ping\177",
                "/stripe/v1/ping#a",
                "/stripe/v1/ping?a=b#c",
                "/stripe/v1/ping%",
                "/stripe/v1/ping%4",
                "/stripe/v1/ping%zz",
                "/stripe/v1/ping%4g?a=b",
                "/stripe/v1/ping?a=%",
                "/stripe/v1/ping?a=%x1",
                "/stripe/v1/<ping>",
                "/stripe/v1/\"ping\"")) {
            all.add(new Bad("target: " + shown(target), get(target), 400, "invalid-target", false));
        }
        all.add(new Bad("OPTIONS *", request("OPTIONS", "*", ""), 400, "invalid-target", false));
        all.add(new Bad("CONNECT", request("CONNECT", "evil.example:443", ""), 405, "method-not-allowed", false));
        all.add(new Bad(
                "CONNECT to a path", request("CONNECT", "/stripe/v1/ping", ""), 405, "method-not-allowed", false));
        all.add(new Bad("TRACE", request("TRACE", "/stripe/v1/ping", ""), 405, "method-not-allowed", false));
        return all;
    }

    // ---- who calls what, how

    private static List<Bad> calls() {
        List<Bad> all = new ArrayList<>();
        all.add(new Bad("no such provider", get("/nobody/v1/ping"), 404, "provider-unknown", false));
        all.add(new Bad("no provider", get("/"), 404, "provider-unknown", false));
        all.add(new Bad("only a query", get("/?a=b"), 404, "provider-unknown", false));
        all.add(new Bad("the provider in another case", get("/Stripe/v1/ping"), 404, "provider-unknown", false));
        all.add(new Bad("the provider percent-encoded", get("/%73tripe/v1/ping"), 404, "provider-unknown", false));
        all.add(new Bad("a provider named like the reserved path", get("/-"), 404, "provider-unknown", false));
        all.add(new Bad("the reserved path", get("/-/"), 404, "not-found", false));
        all.add(new Bad("the reserved path with a query", get("/-/?a=b"), 404, "not-found", false));
        all.add(new Bad("below the reserved path", get("/-/v1/ping"), 404, "not-found", false));
        all.add(new Bad("a file below the pages", get("/-/problems/%2fetc"), 404, "not-found", false));
        all.add(new Bad(
                "a page is not written to",
                request("POST", "/-/problems/internal", "a=b"),
                405,
                "method-not-allowed",
                true));
        all.add(new Bad("unlisted and refused", get("/other/v1/balance"), 404, "route-unknown", false));
        all.add(new Bad(
                "another method than listed",
                request("DELETE", "/other/v1/ping", ""),
                405,
                "method-not-allowed",
                false));
        String noKey = "GET /stripe/v1/ping HTTP/1.1\r\nHost: x\r\n";
        for (String key : List.of(
                "",
                "Authorization: Bearer k-2\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization:\r\n",
                "Authorization: Basic azItMTo=\r\n",
                "Authorization: Bearer k-1 k-1\r\n",
                "Authorization: Bearer " + "k".repeat(10_000) + "\r\n",
                "Authorization: Bearer k-2\r\nAuthorization: Bearer k-1\r\n",
                "Breakwater-Key: k-2\r\nAuthorization: Bearer k-1\r\n",
                "X-API-Key: k-1\r\n")) {
            all.add(new Bad("key: " + shown(key), noKey + key + "\r\n", 401, "client-unknown", false));
        }
        all.add(new Bad(
                "the key of another provider's client",
                noKey + "Authorization: Bearer k-narrow\r\n\r\n",
                403,
                "provider-forbidden",
                false));
        for (String timeout : List.of(
                "",
                "0ms",
                "-1s",
                "soon",
                "1",
                "1e9s",
                "5s, 6s",
                "PT-5S",
                "99999999999s",
                "5s\r\nBreakwater-Timeout: 6s")) {
            all.add(new Bad(
                    "timeout: " + shown(timeout),
                    get("/stripe/v1/ping", "Breakwater-Timeout: " + timeout),
                    400,
                    "invalid-header",
                    false));
        }
        return all;
    }

    private static List<Bad> keys() {
        List<Bad> all = new ArrayList<>();
        for (String key : List.of(
                "",
                " ",
                "\"\"",
                "a b",
                "a\"b",
                "a\\b",
                "\u00e4",
                "a, b",
                "a\r\nIdempotency-Key: b",
                "a\r\nIdempotency-Key: a",
                "\"\r\nIdempotency-Key: \"",
                "k".repeat(256),
                "k".repeat(10_000))) {
            all.add(new Bad(
                    "idempotency key: " + shown(key),
                    request("POST", "/stripe/v1/refunds", "a=b", "Idempotency-Key: " + key),
                    400,
                    "invalid-idempotency-key",
                    true));
        }
        return all;
    }

    // ---- bodies

    private static List<Bad> bodies() {
        List<Bad> all = new ArrayList<>();
        all.add(new Bad(
                "declared too long",
                request("POST", "/stripe/v1/refunds", "a".repeat(5_000)),
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "declared far too long",
                request("POST", "/stripe/v1/refunds", "a".repeat(500_000)),
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "declared beyond every number",
                START + "Content-Length: 9999999999999999\r\n\r\n",
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "too long and expected to be asked for",
                START + "Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n",
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "chunks too long",
                chunked("1000\r\n" + "a".repeat(4096) + "\r\n1\r\na\r\n0\r\n\r\n"),
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "chunks without end",
                chunked(("800\r\n" + "a".repeat(2048) + "\r\n").repeat(100)),
                413,
                "body-too-large",
                true));
        all.add(new Bad(
                "body that stops half way", START + "Content-Length: 4000\r\n\r\na=b", 408, "body-timeout", true));
        all.add(new Bad("chunks that stop half way", chunked("800\r\na=b"), 408, "body-timeout", true));
        for (String chunks : List.of(
                "zz\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                " 3\r\nabc\r\n0\r\n\r\n",
                "3 \r\nabc\r\n0\r\n\r\n",
                "3 3\r\nabc\r\n0\r\n\r\n",
                "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
                "100000003\r\nabc\r\n0\r\n\r\n",
                "80000000\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabc\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3\r\nabcXX0\r\n\r\n",
                "3;a\nb\r\nabc\r\n0\r\n\r\n",
                "3;a\rb\r\nabc\r\n0\r\n\r\n",
                "3;a\0b\r\nabc\r\n0\r\n\r\n",
                "3;" + "a".repeat(20_000) + "\r\nabc\r\n0\r\n\r\n",
                "3\r\nabc\r\n0\r\nX-A: b\0c\r\n\r\n",
                "3\r\nabc\r\n0\r\nX-A: b\rc\r\n\r\n",
                "3\r\nabc\r\n0\r\nX-A: b\nX-B: c\r\n\r\n",
                "3\r\nabc\r\n0\r\nno colon\r\n\r\n",
                "3\r\nabc\r\n0\r\n" + "X-A: b\r\n".repeat(5_000) + "\r\n",
                "3\r\nabc\r\n0\n\n",
                "3\r\nabc\r\n0\r\n\n")) {
            all.add(new Bad("chunks: " + shown(chunks), chunked(chunks), CLOSED, "", true));
        }
        return all;
    }

    private static String chunked(String chunks) {
        return START + "Transfer-Encoding: chunked\r\n\r\n" + chunks;
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        for (char c : (text.length() > 60 ? text.substring(0, 60) + "..." : text).toCharArray()) {
            shown.append(
                    c == '\r'
                            ? "\\r"
                            : c == '\n' ? "\\n" : c < ' ' || c > '~' ? "\\x" + Integer.toHexString(c) : "" + c);
        }
        return "'" + shown + "'";
    }

    // ---- and what is right although it looks odd

    @Test
    void what_is_right_is_served() throws IOException {
        String body = RunningSandbox.payForm(700);
        for (String good : List.of(
                GOOD,
                "\r\n" + GOOD,
                get("/stripe/v1/ping?a=%20&b=../..//;\\&c=%2f%5c%3b"),
                get("/stripe/v1/ping", "X-A:", "X-B:   ", "X-C:a", "X-D: \ta b\t ", "X-E: \u00e4\u00ff"),
                GOOD.replace("Host: x", "hOST:[::1]:8080"),
                GOOD.replace("Host: x", "Host: x:8080"),
                GOOD.replace("Bearer", "bearer"),
                request("POST", "/stripe/v1/payment_intents", body),
                request("POST", "/stripe/v1/payment_intents", body, "Idempotency-Key: \"order-7\""),
                request("POST", "/stripe/v1/payment_intents", body, "Idempotency-Key: order-7"),
                START.replace("refunds", "payment_intents") + "transfer-encoding: Chunked\r\n\r\n"
                        + Integer.toHexString(body.length()) + ";name=value;other=\"x y\"\r\n" + body
                        + "\r\n0\r\nX-A: b\r\n\r\n")) {
            try (Caller caller = new Caller(edge.port())) {
                Reply reply = caller.send(good).read();
                assertThat(reply.status()).as(shown(good)).isEqualTo(200);
                assertThat(caller.send(GOOD).read().status())
                        .as("after " + shown(good))
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_body_that_waits_to_be_asked_for_is_asked_for() throws IOException {
        String body = RunningSandbox.payForm(700);
        try (Caller caller = new Caller(edge.port())) {
            caller.send(START.replace("refunds", "payment_intents") + "Expect: 100-continue\r\nContent-Length: "
                    + body.length() + "\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(100);
            assertThat(caller.send(body).read().status()).isEqualTo(200);
            assertThat(caller.send(GOOD).read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_body_is_not_asked_for_from_a_stranger() throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            caller.send(START.replace("k-1", "k-2") + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(caller.read().status()).isEqualTo(401);
            assertThat(caller.endsWithin(3_000)).isTrue();
        }
    }

    @Test
    void a_body_that_breaks_off_with_its_client_is_not_forwarded() throws IOException {
        long before = received();
        try (Caller caller = new Caller(edge.port())) {
            caller.send(START + "Content-Length: 4000\r\n\r\na=b");
        }
        try (Caller caller = new Caller(edge.port())) {
            assertThat(caller.send(GOOD).read().status()).isEqualTo(200);
        }
        assertThat(received()).isEqualTo(before + 1);
    }

    @Test
    void a_head_that_comes_byte_by_byte_is_read() throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            for (char c : GOOD.toCharArray()) {
                caller.send(String.valueOf(c));
            }
            assertThat(caller.read().status()).isEqualTo(200);
        }
    }

    @Test
    void a_head_may_be_split_anywhere() throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            for (int at = 0; at <= GOOD.length(); at++) {
                assertThat(splitAt(at, GOOD, caller).status())
                        .as("split at " + at)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void a_bad_head_may_be_split_anywhere_too() throws IOException {
        String bad = get("/stripe/v1/ping", "X-A: b\r\n folded");
        long before = received();
        for (int at = 0; at <= bad.length(); at++) {
            try (Caller caller = new Caller(edge.port())) {
                assertThat(splitAt(at, bad, caller).status())
                        .as("split at " + at)
                        .isEqualTo(400);
            }
        }
        assertThat(received()).isEqualTo(before);
    }

    private static Reply splitAt(int at, String text, Caller caller) throws IOException {
        caller.send(text.substring(0, at));
        Thread.yield();
        return caller.sendIfTaken(text.substring(at)).read();
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            caller.send(GOOD + get("/nobody/") + GOOD + get("/stripe/../") + GOOD);
            for (int status : new int[] {200, 404, 200, 400, 200}) {
                assertThat(caller.read().status()).isEqualTo(status);
            }
        }
    }

    @Test
    void a_bad_head_behind_a_good_request_does_not_take_its_answer() throws IOException {
        sandbox.faults("{\"kind\":\"latency\",\"ms\":300}");
        long before = received();
        try (Caller caller = new Caller(edge.port())) {
            caller.send(GOOD + get("/stripe/v1/ping", "X-A: b\nX-B: c") + GOOD);
            Reply first = caller.read();
            assertThat(first.status()).isIn(200, 0);
            if (first.status() == 200) {
                assertThat(caller.read().status()).isIn(400, 0);
            }
            assertThat(caller.endsWithin(3_000)).isTrue();
        } finally {
            sandbox.noFaults();
        }
        assertThat(received()).isLessThanOrEqualTo(before + 1);
    }
}
