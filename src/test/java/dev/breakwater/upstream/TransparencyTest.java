package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.edge.RawProvider.Sent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What passes through unchanged, and what must not pass, in both directions: seen as bytes at either end. */
class TransparencyTest {

    private static final String KEY_LINE = "Authorization: Bearer " + Edge.KEY;

    private static RawProvider provider;
    private static Edge edge;

    @BeforeAll
    static void start() throws IOException {
        provider = new RawProvider();
        edge = Edge.start("""
                plain: { base-url: "%1$s", contract: none, allow-in-target: ";\\\\/" }
                based: { base-url: "%1$s/base/v1/", contract: none }
                stripe: { base-url: "%1$s", contract: stripe, credential: { header: Authorization, value: Bearer secret } }
                paypal: { base-url: "%1$s", contract: paypal }
                adyen: { base-url: "%1$s", contract: adyen, credential: { header: X-API-Key, value: secret } }
                """.formatted(provider.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        edge.close();
        provider.close();
    }

    private static Reply call(String latin1) throws IOException {
        return call(latin1.getBytes(StandardCharsets.ISO_8859_1), !latin1.startsWith("HEAD "));
    }

    private static Reply call(byte[] bytes, boolean bodyFollows) throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            return caller.send(bytes).read(bodyFollows);
        }
    }

    /** What the provider was sent for {@code latin1}. */
    private static Sent sent(String latin1) throws IOException {
        provider.answer(latin1.startsWith("HEAD ") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : RawProvider.OK);
        assertThat(call(latin1).status()).isEqualTo(200);
        return provider.only();
    }

    /** What the client got when the provider answered {@code latin1}. */
    private static Reply got(String latin1) throws IOException {
        provider.answer(latin1);
        return call(Caller.get("/plain/x"));
    }

    // ---- requests

    @Test
    void any_method() throws IOException {
        for (String method : List.of(
                "GET",
                "HEAD",
                "POST",
                "PUT",
                "PATCH",
                "DELETE",
                "OPTIONS",
                "PROPFIND",
                "REPORT",
                "QUERY",
                "X-Any.thing!",
                "get",
                "M-SEARCH")) {
            assertThat(sent(Caller.request(method, "/plain/v1/x", "")).line()).isEqualTo(method + " /v1/x HTTP/1.1");
            assertThat(sent(Caller.request(method, "/plain/v1/x", "body")).body())
                    .asString()
                    .isEqualTo("body");
        }
    }

    @Test
    void path_and_query_byte_for_byte() throws IOException {
        for (String target : List.of(
                "/",
                "/?",
                "/?a=b",
                "/v1",
                "/v1/",
                "/v1?",
                "/v1/?a",
                "/v1/x?a=&b&=c&&",
                "/v1/x?a=b?c=d/e/../f//g",
                "/v1/%41%7e%7E%c3%a4%C3%A4",
                "/v1/a+b%20c%2B?q=a+b%20c%2B",
                "/v1/~._-!$&'()*+,=:@",
                "/v1/x?~._-!$&'()*+,;=:@/?[]{}|^`\\",
                "/v1/[x]{y}|^`",
                "/v1;a=b/x%3b%3B",
                "/v1//x/%2f%2F//",
                "/v1\\x%5c%5C",
                "/v1/...",
                "/v1/..a/.b/c..",
                "/v1/x%2e?",
                "/v1/%25%32%65",
                "/plain/plain",
                "/" + "a".repeat(4_000))) {
            assertThat(sent(Caller.get("/plain" + target)).line()).isEqualTo("GET " + target + " HTTP/1.1");
        }
        assertThat(sent(Caller.get("/plain")).line()).isEqualTo("GET / HTTP/1.1");
        assertThat(sent(Caller.get("/plain?a=b")).line()).isEqualTo("GET /?a=b HTTP/1.1");
    }

    @Test
    void the_base_path_is_kept() throws IOException {
        assertThat(sent(Caller.get("/based/x?a=b")).line()).isEqualTo("GET /base/v1/x?a=b HTTP/1.1");
        assertThat(sent(Caller.get("/based/")).line()).isEqualTo("GET /base/v1/ HTTP/1.1");
        assertThat(sent(Caller.get("/based")).line()).isEqualTo("GET /base/v1/ HTTP/1.1");
        assertThat(sent(Caller.get("/based?a")).line()).isEqualTo("GET /base/v1/?a HTTP/1.1");
        assertThat(sent(Caller.get("/based/base/v1")).line()).isEqualTo("GET /base/v1/base/v1 HTTP/1.1");
    }

    @Test
    void no_way_leads_out_of_the_base_path() throws IOException {
        for (String path : List.of(
                "/..",
                "/../x",
                "/%2e%2e/x",
                "/x/..",
                "/..%2f",
                "/..%5c",
                "/..;/x",
                "/..\\x",
                "//evil.example/",
                "/%2e%2e%2f")) {
            provider.answer(RawProvider.OK);
            assertThat(call(Caller.get("/based" + path)).status()).as(path).isEqualTo(400);
            assertThat(provider.requests()).as(path).isEmpty();
        }
    }

    @Test
    void bodies_byte_for_byte() throws IOException {
        byte[] body = new byte[200_000];
        new Random(7).nextBytes(body);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(Caller.request("POST", "/plain/x", "", "Content-Length: " + body.length)
                .getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        provider.answer(RawProvider.OK);
        call(request.toByteArray(), true);
        assertThat(provider.only().body()).isEqualTo(body);
        assertThat(provider.only().all("Content-Length")).containsExactly("200000");
    }

    @Test
    void chunks_are_put_together() throws IOException {
        Sent sent = sent(Caller.request("POST", "/plain/x", "", "Transfer-Encoding: chunked", "Trailer: X-T")
                + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nX-T: t\r\n\r\n");
        assertThat(sent.body()).asString().isEqualTo("abcdefg");
        assertThat(sent.all("Content-Length")).containsExactly("7");
        assertThat(sent.all("Transfer-Encoding")).isEmpty();
        assertThat(sent.all("Trailer")).isEmpty();
    }

    @Test
    void an_empty_body_has_a_length_where_a_body_is_usual() throws IOException {
        for (String method : List.of("POST", "PUT", "PATCH")) {
            assertThat(sent(Caller.request(method, "/plain/x", "")).all("Content-Length"))
                    .containsExactly("0");
            assertThat(sent(Caller.request(method, "/plain/x", "", "Content-Length: 0"))
                            .all("Content-Length"))
                    .containsExactly("0");
            assertThat(sent(Caller.request(method, "/plain/x", "", "Transfer-Encoding: chunked") + "0\r\n\r\n")
                            .all("Content-Length"))
                    .containsExactly("0");
        }
        for (String method : List.of("GET", "HEAD", "DELETE", "OPTIONS")) {
            assertThat(sent(Caller.request(method, "/plain/x", "")).all("Content-Length"))
                    .isEmpty();
        }
    }

    @Test
    void end_to_end_headers_as_received() throws IOException {
        List<String> lines = List.of(
                "X-a: 1",
                "x-B: 2",
                "X-A: 3",
                "x-a: 4",
                "ACCEPT: */*",
                "Accept: text/html;q=0.5, application/json",
                "Accept-Encoding: gzip, br",
                "Content-Type: Text/Plain; charset=\"utf-8\"",
                "Cookie: a=b; c=d",
                "User-Agent: Stripe/v1 JavaBindings/33.3.0",
                "X-Latin: \u00e4\u00df\u00ff",
                "X-Empty: ",
                "X-Inner: a  \t b",
                "Forwarded: for=1.2.3.4",
                "Via: 1.1 before",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "!#$%&'*+.^_`|~09aZ: odd");
        Sent sent = sent(Caller.get("/plain/x", lines.toArray(String[]::new)));
        for (String name : List.of("X-A", "Accept")) {
            assertThat(sent.all(name))
                    .isEqualTo(lines.stream()
                            .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                            .map(line -> line.substring(name.length() + 1).strip())
                            .toList());
        }
        assertThat(sent.lines()).containsAll(lines);
        assertThat(sent.all("Via")).containsExactly("1.1 before", "1.1 breakwater");
    }

    @Test
    void host_is_the_providers() throws IOException {
        Sent sent =
                sent(Caller.get("/plain/x", "X-Forwarded-Host: evil.example").replace("Host: x", "hOst: evil.example"));
        assertThat(sent.all("Host")).containsExactly("127.0.0.1:" + provider.port());
    }

    @Test
    void hop_by_hop_headers_of_a_request_stay_behind() throws IOException {
        Sent sent = sent(Caller.get(
                "/plain/x",
                "Connection: keep-alive, X-Secret ,\tx-OTHER,,",
                "connection: X-Third",
                "X-Secret: a",
                "x-secret: b",
                "X-Other: c",
                "X-Third: d",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic eDp5",
                "Proxy-Authenticate: Basic",
                "TE: trailers",
                "Trailer: X-T",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__",
                "X-Kept: e"));
        assertThat(names(sent.lines())).containsExactlyInAnyOrder("host", "via", "x-kept");
    }

    @Test
    void what_a_request_may_not_name_is_not_lost_by_naming_it() throws IOException {
        Sent sent = sent(Caller.request(
                "POST",
                "/stripe/x",
                "a=b",
                "Connection: close, Content-Length, Authorization, Host, Idempotency-Key",
                "Idempotency-Key: k"));
        assertThat(sent.all("Content-Length")).containsExactly("3");
        assertThat(sent.all("Authorization")).containsExactly("Bearer secret");
        assertThat(sent.all("Host")).hasSize(1);
        assertThat(sent.all("Idempotency-Key")).containsExactly("k");
    }

    @Test
    void ours_are_never_forwarded() throws IOException {
        Sent sent = sent(Caller.get(
                "/plain/x",
                "Breakwater-Timeout: 5s",
                "breakwater-queue: never",
                "BREAKWATER-x: y",
                "Expect: 100-continue"));
        assertThat(names(sent.lines())).containsExactlyInAnyOrder("host", "via");
    }

    @Test
    void the_clients_key_is_never_forwarded() throws IOException {
        String head = "GET /%s/x HTTP/1.1\r\nHost: x\r\n";
        for (String provider : List.of("plain", "stripe", "adyen")) {
            for (String key : List.of(
                    KEY_LINE,
                    "Authorization: " + Edge.KEY,
                    "Breakwater-Key: " + Edge.KEY,
                    "breakwater-key: Bearer " + Edge.KEY,
                    KEY_LINE + "\r\nBreakwater-Key: " + Edge.KEY,
                    KEY_LINE + "\r\nX-API-Key: " + Edge.KEY + "\r\nBreakwater-Key: " + Edge.KEY,
                    KEY_LINE + "\r\n" + KEY_LINE)) {
                assertThat(sent(head.formatted(provider) + key + "\r\n\r\n").head())
                        .as(provider + " " + key)
                        .doesNotContain(Edge.KEY);
            }
        }
        Sent adyen = sent(head.formatted("adyen") + "x-api-key: " + Edge.KEY + "\r\nAuthorization: Basic eDp5\r\n\r\n");
        assertThat(adyen.all("X-API-Key")).containsExactly("secret");
        assertThat(adyen.all("Authorization")).containsExactly("Basic eDp5");
    }

    @Test
    void the_providers_own_credential_passes_beside_our_key() throws IOException {
        Sent sent = sent(
                "GET /plain/x HTTP/1.1\r\nHost: x\r\nBreakwater-Key: k-1\r\nAuthorization: Bearer sk_live\r\nX-API-Key: other\r\n\r\n");
        assertThat(sent.all("Authorization")).containsExactly("Bearer sk_live");
        assertThat(sent.all("X-API-Key")).containsExactly("other");
    }

    @Test
    void nothing_that_a_client_sends_replaces_the_credential() throws IOException {
        Sent sent = sent(
                "GET /stripe/x HTTP/1.1\r\nHost: x\r\nBreakwater-Key: k-1\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n");
        assertThat(sent.all("Authorization")).containsExactly("Bearer secret");
    }

    @Test
    void the_idempotency_key_goes_where_the_provider_reads_it() throws IOException {
        assertThat(sent(Caller.request("POST", "/stripe/x", "a", "Idempotency-Key: \"k 1\"".replace(" 1", "1")))
                        .all("Idempotency-Key"))
                .containsExactly("k1");
        assertThat(sent(Caller.request("POST", "/paypal/x", "a", "Idempotency-Key: k1"))
                        .all("PayPal-Request-Id"))
                .containsExactly("k1");
    }

    // ---- answers

    @Test
    void statuses_reasons_and_bodies_as_received() throws IOException {
        for (int status : new int[] {200, 201, 202, 206, 299, 301, 302, 307, 400, 402, 404, 409, 418, 422, 451, 499}) {
            Reply reply = got("HTTP/1.1 " + status + " Some  Reason!\r\nContent-Length: 3\r\n\r\n\0\377a");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text()).isEqualTo("\0\377a");
            assertThat(reply.all("Content-Length")).containsExactly("3");
        }
        provider.answer("HTTP/1.1 200 Some  Reason!\r\nContent-Length: 0\r\n\r\n");
        try (Caller caller = new Caller(edge.port())) {
            assertThat(caller.send(Caller.get("/plain/x")).head().get(0)).isEqualTo("HTTP/1.1 200 Some  Reason!");
        }
    }

    @Test
    void errors_of_the_provider_as_received() throws IOException {
        for (int status : new int[] {500, 501, 502, 503, 504, 599}) {
            Reply reply =
                    got("HTTP/1.1 " + status + " x\r\nContent-Length: 2\r\nContent-Type: text/x\r\nX-A: b\r\n\r\nno");
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text()).isEqualTo("no");
            assertThat(reply.all("Content-Type")).containsExactly("text/x");
            assertThat(reply.all("X-A")).containsExactly("b");
        }
    }

    @Test
    void end_to_end_headers_of_an_answer_as_received() throws IOException {
        List<String> lines = List.of(
                "Set-Cookie: a=b; Path=/",
                "Set-Cookie: c=d, e",
                "set-cookie: a=b; Path=/",
                "Content-Encoding: gzip",
                "Content-Type: application/json",
                "Date: Sun, 22 Nov 2026 10:00:00 GMT",
                "ETag: W/\"1\"",
                "Server: odd/1",
                "X-Latin: \u00e4\u00df\u00ff",
                "X-Empty: ",
                "x-ODD: 1",
                "Vary: a",
                "Vary: b",
                "Location: http://evil.example/x",
                "Idempotent-Replayed: true",
                "Retry-After: 7");
        Reply reply = got("HTTP/1.1 200 OK\r\n" + String.join("\r\n", lines) + "\r\nContent-Length: 2\r\n\r\nok");
        assertThat(reply.lines()).containsAll(lines);
        assertThat(reply.all("Set-Cookie")).containsExactly("a=b; Path=/", "c=d, e", "a=b; Path=/");
        assertThat(reply.all("Vary")).containsExactly("a", "b");
    }

    @Test
    void hop_by_hop_headers_of_an_answer_stay_behind() throws IOException {
        Reply reply = got(
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Secret\r\nX-Secret: a\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\n"
                        + "Proxy-Authenticate: Basic\r\nTrailer: X-T\r\nUpgrade: h2c\r\nTE: trailers\r\nBreakwater-Outcome: queued\r\n"
                        + "breakwater-attempts: 99\r\nBreakwater-Write-Id: w\r\nX-Kept: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-T: t\r\n\r\n");
        assertThat(reply.text()).isEqualTo("ok");
        assertThat(names(reply.lines()))
                .containsExactlyInAnyOrder("breakwater-outcome", "breakwater-attempts", "x-kept", "content-length");
        assertThat(reply.all("Breakwater-Outcome")).containsExactly("answered");
        assertThat(reply.all("Breakwater-Attempts")).containsExactly("1");
    }

    @Test
    void a_redirect_is_passed_on_and_not_followed() throws IOException {
        try (RawProvider elsewhere = new RawProvider()) {
            Reply reply = got("HTTP/1.1 307 x\r\nLocation: " + elsewhere.url() + "/x\r\nContent-Length: 0\r\n\r\n");
            assertThat(reply.status()).isEqualTo(307);
            assertThat(reply.header("Location")).isEqualTo(elsewhere.url() + "/x");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void answers_to_head_keep_their_length() throws IOException {
        provider.answer("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nX-A: b\r\n\r\n");
        try (Caller caller = new Caller(edge.port())) {
            for (int i = 0; i < 2; i++) {
                Reply reply =
                        caller.send(Caller.request("HEAD", "/plain/x", "")).read(false);
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.all("Content-Length")).containsExactly("12345");
                assertThat(reply.all("Transfer-Encoding")).isEmpty();
            }
        }
    }

    @Test
    void answers_without_body_stay_without() throws IOException {
        for (String status : List.of("204 No Content", "304 Not Modified")) {
            provider.answer("HTTP/1.1 " + status + "\r\nETag: x\r\n\r\n");
            try (Caller caller = new Caller(edge.port())) {
                for (int i = 0; i < 2; i++) {
                    Reply reply = caller.send(Caller.get("/plain/x")).read();
                    assertThat(reply.status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
                    assertThat(reply.all("Transfer-Encoding")).isEmpty();
                    assertThat(reply.all("ETag")).containsExactly("x");
                }
            }
        }
        Reply notModified = got("HTTP/1.1 304 x\r\nContent-Length: 700\r\n\r\n");
        assertThat(notModified.all("Content-Length")).containsExactly("700");
    }

    private static List<String> names(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
    }
}
