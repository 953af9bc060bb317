package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Digest;
import dev.breakwater.sandbox.RawClient;
import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The connection to the provider breaks at every byte of its answer, and at every byte of the request: what the client
 * is told must agree with the provider's ledger. The amount of a refund tells at which byte its connection broke.
 */
class CutEverywhereTest {

    private static final String ANSWERED = "200 answer answered";
    private static final String UNKNOWN = "504 outcome-unknown unknown";

    private static final int FIRST_AMOUNT = 10_000; // as many digits for every offset, so that all requests are as long
    private static final long PLENTY = 99_999_999;
    private static final String ONE_ATTEMPT = "contract: stripe\nbreaker: { enabled: false }\nretry: { attempts: 1 }";

    @TestFactory
    Stream<DynamicTest> a_cut_at_every_byte_of_the_answer() {
        return Stream.of(false, true)
                .map(keyed -> DynamicTest.dynamicTest(keyed ? "with a key" : "without", () -> cutAnswers(keyed)));
    }

    /** Closed at even offsets and reset at odd ones, or the other way round. */
    private static void cutAnswers(boolean keyed) throws IOException {
        try (Scene scene = new Scene(ONE_ATTEMPT)) {
            String payment = scene.sandbox.pay(PLENTY);
            int length = answerLength(scene.sandbox, payment, keyed);
            JsonArray cuts = new JsonArray();
            for (int at = 0; at <= length; at++) {
                cuts.add(cut(at, at < length && (at % 2 == 0) == keyed));
            }
            scene.sandbox.faults(cuts.encode());

            List<Told> told = new ArrayList<>();
            for (int at = 0; at <= length; at++) {
                told.add(refund(scene, "sick", payment, at, keyed));
            }

            assertThat(told.subList(0, length)).extracting(Told::verdict).containsOnly(UNKNOWN);
            assertThat(told.subList(0, length)).allMatch(each -> each.json().getBoolean("retryable") == keyed);
            assertThat(told.get(length).verdict()).isEqualTo(ANSWERED);
            assertThat(refundsByAmount(scene.sandbox))
                    .as("every one of them was made, once")
                    .isEqualTo(IntStream.rangeClosed(-1, length).boxed().collect(Collectors.toMap(at -> at, at -> 1L)));
        }
    }

    @TestFactory
    Stream<DynamicTest> a_cut_at_every_byte_of_the_request() {
        return Stream.of(false, true)
                .map(keyed -> DynamicTest.dynamicTest(keyed ? "with a key" : "without", () -> cutRequests(keyed)));
    }

    private static void cutRequests(boolean keyed) {
        try (RunningSandbox sandbox = new RunningSandbox();
                Relay relay = new Relay(sandbox.port());
                Scene scene = Scene.before(relay.url(), ONE_ATTEMPT)) {
            String payment = sandbox.pay(PLENTY);
            relay.breakAfter(Long.MAX_VALUE, false);
            assertThat(refund(scene, "brought", payment, -1, keyed).verdict()).isEqualTo(ANSWERED);
            int length = (int) relay.forwarded();
            assertThat(length).isGreaterThan(150);

            List<Told> told = new ArrayList<>();
            for (int at = 0; at <= length; at++) {
                relay.breakAfter(at, (at % 2 == 0) == keyed);
                told.add(refund(scene, "brought", payment, at, keyed));
            }

            await().until(() -> sandbox.requests().getLong("in_flight") == 0);
            Map<Integer, Long> made = refundsByAmount(sandbox);
            assertThat(told.subList(0, length)).extracting(Told::verdict).containsOnly(UNKNOWN);
            assertThat(told.get(length).verdict())
                    .isIn(made.containsKey(length) ? List.of(UNKNOWN, ANSWERED) : List.of(UNKNOWN));
            assertThat(made.keySet())
                    .as("what arrived whole, and only that, may have been done")
                    .isSubsetOf(-1, length);
            assertThat(made.values()).containsOnly(1L);
        }
    }

    private static Told refund(Scene scene, String provider, String payment, int at, boolean keyed) {
        String form = "payment_intent=" + payment + "&amount=" + (FIRST_AMOUNT + at + 1);
        String[] headers = keyed ? new String[] {"Idempotency-Key", "cut-" + (FIRST_AMOUNT + at + 1)} : new String[0];
        return scene.postTo(provider, "/v1/refunds", form, headers).join();
    }

    /** Offset to how many refunds were made for it. */
    private static Map<Integer, Long> refundsByAmount(RunningSandbox sandbox) {
        return sandbox.ledger().stream()
                .map(JsonObject.class::cast)
                .filter(effect -> effect.getString("effect").equals("refund.created"))
                .map(effect -> effect.getInteger("amount") - FIRST_AMOUNT - 1)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static JsonObject cut(int at, boolean reset) {
        return new JsonObject()
                .put("kind", "close")
                .put("when", "after-effect")
                .put("at", at)
                .put("reset", reset)
                .put("times", 1);
    }

    /** The bytes of a refund's answer, counted at the socket. */
    private static int answerLength(RunningSandbox sandbox, String payment, boolean keyed) throws IOException {
        sandbox.faults(cut(1 << 20, false).encode());
        String form = "payment_intent=" + payment + "&amount=" + FIRST_AMOUNT;
        try (RawClient client = new RawClient(sandbox.port())) {
            String key = "Idempotency-Key: " + (keyed ? "cut-" + FIRST_AMOUNT : "k".repeat(Digest.LENGTH)) + "\r\n";
            client.send("POST /v1/refunds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n" + key
                    + "Content-Length: " + form.length() + "\r\n\r\n" + form);
            return client.readAll().bytes().length;
        }
    }
}
