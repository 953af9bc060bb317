package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes back is not trusted either: it is an answer, a problem, or a broken connection; never half an answer that
 * looks whole.
 */
class HostileProviderTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\n";
    private static final int HELD = 64 << 10;

    private RawProvider provider;
    private Edge edge;

    @BeforeEach
    void start() throws IOException {
        provider = new RawProvider();
        edge = Edge.start("""
                hostile:
                  base-url: %s
                  contract: none
                  attempt-timeout: 1s
                  deadline: 1s
                  answer-held: 64KiB
                  answer-max: 8MiB
                  retry: { attempts: 1 }
                  breaker: { enabled: false }
                """.formatted(provider.url()));
    }

    @AfterEach
    void stop() throws IOException {
        try {
            nothingIsHeld();
        } finally {
            edge.close();
            provider.close();
        }
    }

    private void nothingIsHeld() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> edge.provider("hostile").bulkhead().inFlight() == 0);
    }

    private Reply call(String method) throws IOException {
        try (Caller caller = new Caller(edge.port())) {
            return caller.send(Caller.request(method, "/hostile/x", method.equals("POST") ? "a=b" : ""))
                    .read(!method.equals("HEAD"));
        }
    }

    private static void assertProblem(int status, String type, String outcome, Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.whole()).isTrue();
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(reply.text());
        assertThat(problem.getString("type")).isEqualTo("/-/problems/" + type);
        assertThat(problem.getString("outcome")).isEqualTo(outcome);
        assertThat(reply.all("Breakwater-Outcome")).containsExactly(outcome);
        assertThat(reply.text()).doesNotContain("Exception", "io.netty", "io.vertx", "\\tat ");
    }

    /** The answer is refused: a read may be repeated, a write is in doubt; the connection is not used again. */
    private void assertRefused(RawProvider answering) throws IOException {
        assertProblem(502, "provider-answer-invalid", "unknown", call("GET"));
        assertProblem(504, "outcome-unknown", "unknown", call("POST"));
        await().atMost(Duration.ofSeconds(5)).until(() -> answering.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\0\1\2\3\4\377\376\r\n\r\n",
                "HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 0200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 600 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 099 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 -200 OK\r\nContent-Length: 2\r\n\r\nok",
                "ICY 200 OK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 O\0K\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\n: b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX A: b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A: b\0c\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A: b\rc\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A: b\rSet-Cookie: c\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX-A: b\r\n folded\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok!",
                "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokXX\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            })
    void what_is_no_answer_is_refused(String answer) throws IOException {
        assertRefused(provider.answer(answer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\nContent-",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
                "HTTP/1.1 200 OK\r\n\r\nok, and its end is that of the connection",
                "HTTP/1.0 200 OK\r\n\r\nok",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
            })
    void what_is_cut_short_is_refused(String answer) throws IOException {
        assertRefused(provider.answerAndClose(answer));
    }

    @Test
    void ten_thousand_headers() throws IOException {
        assertRefused(provider.answer(HEAD + "X-A: b\r\n".repeat(10_000) + "Content-Length: 2\r\n\r\nok"));
        assertRefused(provider.answer(HEAD + "X-A: " + "b".repeat(100_000) + "\r\nContent-Length: 2\r\n\r\nok"));
        assertRefused(provider.answer("HTTP/1.1 200 " + "O".repeat(100_000) + "\r\nContent-Length: 2\r\n\r\nok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
                "HTTP/1.1 199 Whatever\r\nX-A: b\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n",
            })
    void interim_answers_before_the_final_one(String interim) throws IOException {
        for (String method : List.of("GET", "POST")) {
            Reply reply = answerOf(provider.answer(interim + RawProvider.OK), method);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("ok");
            assertThat(reply.lines()).noneMatch(line -> line.startsWith("Link") || line.startsWith("X-A"));
        }
    }

    private Reply answerOf(RawProvider answering, String method) throws IOException {
        assertThat(answering).isNotNull();
        return call(method);
    }

    @Test
    void interim_answers_without_end_are_bounded_by_the_attempt_timeout() throws IOException {
        provider.answer((sent, socket) -> {
            while (true) {
                RawProvider.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                pauseBriefly();
            }
        });
        assertProblem(504, "provider-timeout", "unknown", call("GET"));
    }

    /** The surplus could be taken for the answer to the next request: that of another client. */
    @Test
    void surplus_behind_an_answer_never_answers_another_request() throws IOException {
        for (String surplus : List.of(
                "!", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen", HEAD, HEAD + "Content-Length: 6\r\n\r\n")) {
            provider.answer((sent, socket) ->
                    RawProvider.write(socket, RawProvider.OK + (sent.line().contains("first") ? surplus : "")));
            try (Caller caller = new Caller(edge.port())) {
                for (int i = 0; i < 20; i++) {
                    Reply first = caller.send(Caller.get("/hostile/first")).read();
                    assertThat(first.text()).isEqualTo("ok");
                    Reply second = caller.send(Caller.get("/hostile/second")).read();
                    assertThat(second.text()).as("behind '%s'", surplus).doesNotContain("stolen");
                    assertThat(second.status()).isIn(200, 502);
                }
            }
        }
    }

    @Test
    void bodies_where_none_may_be() throws IOException {
        for (String status : List.of("204 No Content", "304 Not Modified")) {
            provider.answer("HTTP/1.1 " + status + "\r\nContent-Length: 6\r\n\r\nstolen");
            try (Caller caller = new Caller(edge.port())) {
                for (int i = 0; i < 5; i++) {
                    Reply reply = caller.send(Caller.get("/hostile/x")).read();
                    assertThat(reply.status()).isIn(Integer.parseInt(status.substring(0, 3)), 502);
                    assertThat(reply.text()).doesNotContain("stolen");
                }
            }
        }
        provider.answer("HTTP/1.1 204 No Content\r\nContent-Length: 6\r\n\r\n");
        Reply reply = call("GET");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.all("Content-Length"))
                .as("RFC 9110 section 8.6: none in a 204")
                .isEmpty();
    }

    @Test
    void an_announced_length_beyond_the_bound_is_refused_at_once() throws IOException {
        assertRefused(provider.answer(HEAD + "Content-Length: 2147483648\r\n\r\n"));
        assertRefused(provider.answer(HEAD + "Content-Length: 9223372036854775807\r\n\r\n"));
        assertRefused(provider.answer(HEAD + "Content-Length: 99999999999999999999\r\n\r\n"));
    }

    @Test
    void a_body_without_end_is_cut_at_the_bound() throws IOException {
        provider.answer((sent, socket) -> {
            RawProvider.write(socket, HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            flood(socket, "10000\r\n" + "x".repeat(0x10000) + "\r\n");
        });
        Reply reply = call("GET");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.whole()).as("looks whole").isFalse();
        assertThat(reply.body().length).isBetween(HELD, 8 << 20);
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.open() == 0);
    }

    @Test
    void a_long_body_that_is_cut_does_not_look_whole() throws IOException {
        for (String framing :
                List.of("Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nf4240\r\n", "\r\n")) {
            provider.answerAndClose(HEAD + framing + "x".repeat(500_000));
            Reply reply = call("GET");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Length") + reply.header("Transfer-Encoding"))
                    .as("it has a framing")
                    .isNotEmpty();
            assertThat(reply.whole()).as("looks whole").isFalse();
        }
    }

    @Test
    void a_held_answer_that_drips_ends_with_the_attempt() throws IOException {
        provider.answer((sent, socket) -> {
            RawProvider.write(socket, HEAD + "Content-Length: 1000\r\n\r\n");
            flood(socket, "x", 50);
        });
        long before = System.nanoTime();
        assertProblem(504, "provider-timeout", "unknown", call("GET"));
        assertProblem(504, "outcome-unknown", "unknown", call("POST"));
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.open() == 0);
    }

    @Test
    void a_head_that_drips_ends_with_the_attempt() throws IOException {
        provider.answer((sent, socket) -> {
            RawProvider.write(socket, HEAD + "X-A: ");
            flood(socket, "x", 50);
        });
        assertProblem(504, "provider-timeout", "unknown", call("GET"));
    }

    @Test
    void a_long_answer_that_drips_is_cut_for_its_pace() throws IOException {
        provider.answer((sent, socket) -> {
            RawProvider.write(socket, HEAD + "Content-Length: 1000000\r\n\r\n" + "x".repeat(HELD + 1));
            flood(socket, "x", 50);
        });
        long before = System.nanoTime();
        Reply reply = call("GET");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.whole()).as("looks whole").isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        await().atMost(Duration.ofSeconds(5)).until(() -> provider.open() == 0);
    }

    @Test
    void a_provider_that_answers_before_it_was_asked() throws IOException {
        provider.answer((sent, socket) -> {
            RawProvider.write(socket, RawProvider.OK);
            RawProvider.write(socket, RawProvider.OK.replace("ok", "no"));
            socket.shutdownInput();
        });
        assertThat(call("GET").text()).isEqualTo("ok");
        assertThat(call("GET").text()).isEqualTo("ok");
    }

    private static void flood(Socket socket, String what) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] bytes = what.getBytes(StandardCharsets.ISO_8859_1);
        for (long sent = 0; sent < 2L << 30; sent += bytes.length) {
            out.write(bytes);
        }
    }

    private static void flood(Socket socket, String what, int pieces) throws IOException {
        for (int i = 0; i < pieces; i++) {
            RawProvider.write(socket, what);
            pauseBriefly();
        }
    }

    /** A provider's own slowness, not a wait of the test. */
    private static void pauseBriefly() {
        try {
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
