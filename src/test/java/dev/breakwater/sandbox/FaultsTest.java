package dev.breakwater.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.breakwater.sandbox.RawClient.End;
import dev.breakwater.sandbox.RawClient.Seen;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of fault, as a client on a socket sees it. */
class FaultsTest {

    private static final ConditionFactory SOON =
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));

    private static RunningSandbox sandbox;

    @BeforeAll
    static void start() {
        sandbox = new RunningSandbox();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void forget() {
        sandbox.noFaults();
        sandbox.control("DELETE", "/sandbox/ledger");
    }

    private static Seen seenPaying() throws IOException {
        return seenPaying(5_000);
    }

    private static Seen seenPaying(int quietMillis) throws IOException {
        try (RawClient client = new RawClient(sandbox.port())) {
            return client.post("/v1/payment_intents", RunningSandbox.payForm(500))
                    .readAll(quietMillis);
        }
    }

    private static Seen seen(String path, int quietMillis) throws IOException {
        try (RawClient client = new RawClient(sandbox.port())) {
            return client.get(path).readAll(quietMillis);
        }
    }

    private static void assertPaid(boolean paid) {
        assertThat(sandbox.ledger().isEmpty()).isEqualTo(!paid);
    }

    @Test
    void latency_delays_and_lets_the_effect_happen_without_the_client() throws IOException {
        sandbox.faults("{'kind':'latency','ms':200,'jitter_ms':50}".replace('\'', '"'));
        long before = System.nanoTime();
        assertThat(sandbox.get("/v1/ping").statusCode()).isEqualTo(200);
        assertThat(System.nanoTime() - before).isGreaterThan(190_000_000L);

        sandbox.faults("{\"kind\":\"latency\",\"ms\":1500}");
        try (RawClient impatient = new RawClient(sandbox.port())) {
            impatient.post("/v1/payment_intents", RunningSandbox.payForm(500));
            SOON.until(() -> sandbox.requests().getLong("in_flight") == 1);
        }
        SOON.until(() -> !sandbox.ledger().isEmpty());
        SOON.until(() -> sandbox.total().getLong("abandoned") == 1);
    }

    @Test
    void error_without_effect() {
        sandbox.faults("""
                {"kind":"error","status":503,"headers":{"Retry-After":"7"},"body":"down"}""");
        HttpResponse<String> answer = sandbox.post("/v1/payment_intents", RunningSandbox.payForm(500));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
        assertThat(answer.body()).isEqualTo("down");
        assertPaid(false);
    }

    @Test
    void error_500_after_the_effect_is_repeated_under_the_key() {
        sandbox.faults("""
                {"kind":"error","status":500,"effect":"executed","times":1}""");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    sandbox.post("/v1/payment_intents", RunningSandbox.payForm(500), "Idempotency-Key", "k500");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Idempotent-Replayed").isPresent())
                    .isEqualTo(i == 1);
        }
        assertThat(sandbox.ledger("?key=k500")).hasSize(3);
    }

    @Test
    void error_502_after_the_effect_leaves_the_true_answer_under_the_key() {
        sandbox.faults("""
                {"kind":"error","status":502,"effect":"executed","times":1}""");
        String form = RunningSandbox.payForm(500);
        assertThat(sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "k502")
                        .statusCode())
                .isEqualTo(502);
        assertThat(sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "k502")
                        .statusCode())
                .isEqualTo(200);
        assertThat(sandbox.ledger("?key=k502")).hasSize(3);
    }

    @Test
    void hang_before_the_effect_ends_with_the_client() throws IOException {
        sandbox.faults("{\"kind\":\"hang\"}");
        try (RawClient client = new RawClient(sandbox.port())) {
            client.post("/v1/payment_intents", RunningSandbox.payForm(500));
            assertThat(client.hearsNothingFor(100)).isTrue();
            assertThat(sandbox.activeFaults().getJsonObject(0).getInteger("held"))
                    .isEqualTo(1);
        }
        SOON.until(() -> sandbox.total().getLong("abandoned") == 1);
        assertThat(sandbox.activeFaults().getJsonObject(0).getInteger("held")).isZero();
        sandbox.noFaults();
        assertPaid(false);
        assertThat(sandbox.requests().getLong("in_flight")).isZero();
    }

    @Test
    void hang_after_the_effect_ends_with_the_fault() throws IOException {
        sandbox.faults("{\"kind\":\"hang\",\"when\":\"after-effect\",\"for\":\"150ms\"}");
        Seen seen = seenPaying(400);
        assertThat(seen.text()).startsWith("HTTP/1.1 200 OK");
        assertPaid(true);
        assertThat(sandbox.activeFaults()).isEmpty();
    }

    @Test
    void close_before_the_effect() throws IOException {
        sandbox.faults("{\"kind\":\"close\"}");
        assertThat(seenPaying()).satisfies(seen -> {
            assertThat(seen.bytes()).isEmpty();
            assertThat(seen.end()).isEqualTo(End.CLOSED);
        });
        assertPaid(false);
    }

    @Test
    void close_after_the_effect_with_a_reset() throws IOException {
        sandbox.faults("{\"kind\":\"close\",\"when\":\"after-effect\",\"reset\":true}");
        assertThat(seenPaying().end()).isEqualTo(End.RESET);
        assertPaid(true);
        assertThat(sandbox.total().getLong("broken_off")).isEqualTo(1);
    }

    @Test
    void close_in_the_middle_of_head_and_body() throws IOException {
        sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-head\"}");
        assertThat(seenPaying().text()).startsWith("HTTP/1.1 2").doesNotContain("\r\n\r\n");
        sandbox.faults("{\"kind\":\"close\",\"when\":\"mid-body\"}");
        assertThat(seenPaying().text()).contains("\r\n\r\n{\"id\":").doesNotEndWith("}");
        assertPaid(true);
    }

    @Test
    void close_at_every_byte_of_the_answer() throws IOException {
        String whole = seen("/v1/balance", 400).text();
        for (int at : IntStream.rangeClosed(0, whole.length()).toArray()) {
            sandbox.faults("{\"kind\":\"close\",\"at\":" + at + "}");
            Seen cut = seen("/v1/balance", 5_000);
            assertThat(cut.end()).isEqualTo(End.CLOSED);
            assertThat(cut.bytes()).hasSize(at);
            assertThat(cut.text().replaceAll("req_\\w+", ""))
                    .isEqualTo(whole.substring(0, at).replaceAll("req_\\w+", ""));
        }
    }

    @Test
    void connections_are_refused_and_then_taken_again() throws IOException {
        int port = sandbox.port();
        try (RawClient open = new RawClient(port)) {
            sandbox.faults("{\"kind\":\"refuse-connections\"}");
            assertThat(open.readAll().end()).isNotEqualTo(End.STILL_OPEN);
        }
        SOON.until(() -> refused(port)); // the door is shut a moment after those inside are put out
        sandbox.noFaults();
        assertThat(sandbox.get("/v1/ping").statusCode()).isEqualTo(200);

        try (RawClient open = new RawClient(port)) {
            sandbox.send(HttpRequest.newBuilder(URI.create(sandbox.url() + "/sandbox/faults"))
                    .PUT(BodyPublishers.ofString("{\"kind\":\"refuse-connections\",\"for\":\"200ms\"}")));
            assertThat(open.readAll().end()).isNotEqualTo(End.STILL_OPEN);
        }
        SOON.until(() -> !refused(port));
        assertThat(sandbox.get("/v1/ping").statusCode()).isEqualTo(200);
    }

    private static boolean refused(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    @Test
    void drip_sends_all_of_it_slowly() throws IOException {
        String whole = seen("/v1/balance", 400).text();
        sandbox.faults("{\"kind\":\"drip\",\"bytes_per_second\":1000}");
        long before = System.nanoTime();
        Seen seen = seen("/v1/balance", 5_000);
        assertThat(seen.bytes()).hasSize(whole.length());
        assertThat(System.nanoTime() - before).isGreaterThan((whole.length() - 100) * 1_000_000L);
    }

    @Test
    void garbage_is_no_http() throws IOException {
        sandbox.faults("{\"kind\":\"garbage\"}");
        assertThat(seenPaying()).satisfies(seen -> {
            assertThat(seen.bytes()).hasSize(512);
            assertThat(seen.text()).doesNotStartWith("HTTP");
        });
        assertPaid(true);
    }

    @Test
    void garbage_in_the_head() throws IOException {
        sandbox.faults("{\"kind\":\"garbage-in-head\"}");
        assertThat(seenPaying().text())
                .startsWith("HTTP/1.1 200 OK\r\nX-Nul: a\0b")
                .contains("no colon here");
    }

    @Test
    void huge_bodies_of_known_and_unknown_length() throws IOException {
        sandbox.faults("{\"kind\":\"huge\",\"bytes\":3000000}");
        Seen announced = seen("/v1/balance", 400);
        assertThat(announced.text()).contains("content-length: 3000000");
        assertThat(announced.bytes().length).isGreaterThan(3_000_000);
        sandbox.faults("{\"kind\":\"huge\",\"bytes\":3000000,\"chunked\":true}");
        Seen chunked = seen("/v1/balance", 400);
        assertThat(chunked.text()).contains("transfer-encoding: chunked").endsWith("0\r\n\r\n");
        assertThat(chunked.bytes().length).isGreaterThan(3_000_000);
    }

    @Test
    void a_wrong_content_length_is_too_long_or_too_short() throws IOException {
        sandbox.faults("{\"kind\":\"wrong-content-length\",\"declared\":100,\"actual\":10}");
        Seen tooShort = seenPaying();
        assertThat(tooShort.end()).isEqualTo(End.CLOSED);
        assertThat(tooShort.text()).contains("content-length: 100\r\n\r\n").endsWith("aaaaaaaaaa");
        sandbox.faults("{\"kind\":\"wrong-content-length\",\"declared\":10,\"actual\":15}");
        Seen surplus = seen("/v1/balance", 400);
        assertThat(surplus.end()).isEqualTo(End.STILL_OPEN);
        assertThat(surplus.text()).contains("content-length: 10\r\n").endsWith("\r\naaaaaaaaaabbbbb");
    }

    @Test
    void ten_thousand_header_lines() throws IOException {
        sandbox.faults("{\"kind\":\"headers\",\"count\":10000}");
        assertThat(seen("/v1/balance", 400).text()).contains("X-Flood-9999: drop");
    }

    @Test
    void redirect_does_nothing_else() throws IOException {
        sandbox.faults("{\"kind\":\"redirect\",\"location\":\"http://elsewhere.example/\",\"status\":307}");
        HttpResponse<String> answer = sandbox.post("/v1/payment_intents", RunningSandbox.payForm(500));
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(answer.headers().firstValue("Location")).contains("http://elsewhere.example/");
        assertPaid(false);
    }

    @Test
    void forget_keys_makes_a_retry_a_second_payment() {
        String form = RunningSandbox.payForm(500);
        String first = sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "k")
                .body();
        sandbox.faults("{\"kind\":\"forget-keys\",\"times\":1}");
        String second = sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "k")
                .body();
        assertThat(second).isNotEqualTo(first);
        assertThat(sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "k")
                        .body())
                .isEqualTo(second);
    }

    @Test
    void a_fault_hits_only_what_it_matches_and_so_often() {
        sandbox.faults("""
                [{"kind":"error","status":500,"match":{"method":"GET","path":"/v1/refunds/{id}"},"times":2},
                 {"kind":"error","status":502,"match":{"path":"/v1/pay*"}}]""");
        assertThat(sandbox.get("/v1/ping").statusCode()).isEqualTo(200);
        assertThat(sandbox.get("/v1/payment_intents").statusCode()).isEqualTo(502);
        assertThat(sandbox.get("/v1/refunds").statusCode()).isEqualTo(200);
        assertThat(sandbox.get("/v1/refunds/re_1").statusCode()).isEqualTo(500);
        assertThat(sandbox.get("/v1/refunds/re_1").statusCode()).isEqualTo(500);
        assertThat(sandbox.get("/v1/refunds/re_1").statusCode()).isEqualTo(404);
    }

    @Test
    void a_ratio_hits_its_share() {
        sandbox.faults("{\"kind\":\"error\",\"status\":503,\"ratio\":0.5}");
        long hit = IntStream.range(0, 200)
                .filter(i -> sandbox.get("/v1/ping").statusCode() == 503)
                .count();
        assertThat(hit).isBetween(60L, 140L);
    }

    @Test
    void two_calls_at_once_with_one_key_are_a_conflict() {
        sandbox.faults("{\"kind\":\"latency\",\"ms\":1500,\"times\":1}");
        String form = RunningSandbox.payForm(500);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(
                () -> sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "twice"));
        SOON.until(() -> sandbox.requests().getLong("in_flight") == 1);
        HttpResponse<String> second = sandbox.post("/v1/payment_intents", form, "Idempotency-Key", "twice");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(sandbox.ledger("?key=twice")).hasSize(3);
    }

    @Test
    void bad_json_is_told_what_is_wrong() {
        assertThatThrownBy(() -> sandbox.faults("{\"kind\":\"hng\"}"))
                .hasMessageContaining("fault.kind: hng is not known; latency, error, hang, close");
        assertThatThrownBy(() -> sandbox.faults("[{\"kind\":\"hang\",\"when\":\"never\"}]"))
                .hasMessageContaining("faults[0].when: never is not known; before-effect, after-effect are known");
        assertThatThrownBy(() -> sandbox.faults("{\"kind\":\"latency\",\"ms\":-1}"))
                .hasMessageContaining("fault.ms: -1");
        assertThatThrownBy(() -> sandbox.faults("{\"kind\":\"hang\",\"wen\":1}"))
                .hasMessageContaining("fault.wen: 1")
                .hasMessageContaining("known are kind, match");
        assertThatThrownBy(() -> sandbox.faults("{\"kind\":\"hang\",\"for\":\"soon\"}"))
                .hasMessageContaining("fault.for: soon");
        assertThatThrownBy(() -> sandbox.faults("{")).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> sandbox.faults("{}")).hasMessageContaining("fault.kind: null");
    }
}
