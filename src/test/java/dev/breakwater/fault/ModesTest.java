package dev.breakwater.fault;

import static dev.breakwater.fault.CacheScene.ok;
import static dev.breakwater.fault.WritesScene.PAYMENT;
import static dev.breakwater.fault.WritesScene.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Scope;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.OrderWish;
import dev.breakwater.mode.Placed;
import dev.breakwater.mode.Switch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Operators take a healthy provider out of the path and hand it back: nobody loses anything by it. */
class ModesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** That it is degraded; and what a busy machine makes of so many calls. */
    private static final Set<String> READS_MAY_HEAR = Set.of("degraded", "bulkhead-full", "provider-timeout");

    @Test
    void degraded_writes_wait_and_are_delivered_once_it_is_handed_back() {
        try (WritesScene scene = new WritesScene(2)) {
            String payment = scene.paid("before");
            long calls = calls(scene);
            order(scene, Mode.DEGRADED);

            HttpResponse<String> inLane = scene.refund("r1", payment, 100);
            HttpResponse<String> alone = scene.pay("p1");
            HttpResponse<String> refused = scene.send(
                    1, "POST", "/psp/v1/payment_intents/" + payment + "/confirm", "", "Idempotency-Key", "c1");
            HttpResponse<String> narrowed = scene.refund("r2", payment, 1, "Breakwater-Queue", "never");
            HttpResponse<String> read = scene.send(1, "GET", "/psp/v1/balance", "");

            assertThat(inLane.statusCode()).as(inLane.body()).isEqualTo(202);
            assertThat(alone.statusCode()).as(alone.body()).isEqualTo(202);
            for (HttpResponse<String> no : List.of(refused, read)) {
                assertThat(no.statusCode()).isEqualTo(503);
                assertThat(problem(no)).isEqualTo("degraded");
                assertThat(header(no, "Breakwater-Outcome")).isEqualTo("refused");
                assertThat(header(no, "Retry-After")).isNotEmpty();
            }
            assertThat(narrowed.statusCode()).as(narrowed.body()).isEqualTo(503);
            assertThat(calls(scene)).isEqualTo(calls);

            order(scene, Mode.AUTO);

            await().atMost(PATIENCE).until(() -> scene.effects("refund.created").size() == 1);
            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() == 2);
            assertThat(scene.pay("p1").statusCode()).isEqualTo(200);
            assertThat(scene.effects("payment_intent.created")).hasSize(2);
        }
    }

    @Test
    void suspended_takes_nothing_and_delivers_nothing() {
        try (WritesScene scene = new WritesScene(1)) {
            order(scene, Mode.DEGRADED);
            assertThat(scene.pay("p1").statusCode()).isEqualTo(202);
            order(scene, Mode.SUSPENDED);
            long calls = calls(scene);

            HttpResponse<String> write = scene.pay("p2");
            HttpResponse<String> read = scene.send(0, "GET", "/psp/v1/balance", "");

            for (HttpResponse<String> no : List.of(write, read)) {
                assertThat(no.statusCode()).isEqualTo(503);
                assertThat(problem(no)).isEqualTo("suspended");
                assertThat(header(no, "Retry-After")).isEqualTo("30");
            }
            assertThat(calls(scene)).isEqualTo(calls);
            assertThat(scene.edges.get(0).assembly().tally().of(new Scope("psp", "balance")))
                    .as("what operators refuse is counted too")
                    .containsEntry("refused", 1L);
            order(scene, Mode.AUTO);
            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() == 1);
        }
    }

    @Test
    void with_the_drain_off_writes_are_taken_and_called_but_those_that_wait_go_on_waiting() {
        try (WritesScene scene = new WritesScene(1)) {
            order(scene, Switch.DRAIN, false);
            HttpResponse<String> waits = scene.send(
                    0,
                    "POST",
                    "/psp/v1/payment_intents",
                    PAYMENT,
                    "Idempotency-Key",
                    "later",
                    "Breakwater-Queue",
                    "now");
            assertThat(waits.statusCode()).isEqualTo(202);

            assertThat(scene.pay("live").statusCode()).isEqualTo(200);

            assertThat(scene.effects("payment_intent.created")).hasSize(1);
            order(scene, Switch.DRAIN, true);
            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() == 2);
        }
    }

    @Test
    void with_the_queue_off_nothing_is_promised_for_later() {
        try (WritesScene scene = new WritesScene(1)) {
            String payment = scene.paid("before");
            order(scene, Switch.QUEUE, false);
            assertThat(scene.refund("r1", payment, 100).statusCode()).isEqualTo(200);
            HttpResponse<String> now = scene.refund("r2", payment, 100, "Breakwater-Queue", "now");
            scene.sandbox.faults("{\"kind\":\"refuse-connections\"}");

            HttpResponse<String> down = scene.refund("r3", payment, 100);

            assertThat(now.statusCode()).isEqualTo(503);
            assertThat(problem(now)).isEqualTo("queue-off");
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(problem(down)).isEqualTo("provider-not-reached");
            scene.sandbox.noFaults();
            assertThat(scene.refund("r3", payment, 100).statusCode()).isEqualTo(200);
            assertThat(scene.effects("refund.created")).hasSize(2);
        }
    }

    @Test
    void where_breakers_are_forced_open_writes_wait_at_every_edge_until_they_are_reset() {
        try (WritesScene scene = new WritesScene(2)) {
            Lever breakers = Lever.breaker(new OrderScope("psp", null));
            order(scene.edges, breakers, Mode.SUSPENDED);
            long calls = calls(scene);

            for (int edge = 0; edge < 2; edge++) {
                HttpResponse<String> write = scene.send(
                        edge, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", "forced-" + edge);
                HttpResponse<String> read = scene.send(edge, "GET", "/psp/v1/balance", "");
                assertThat(write.statusCode()).as(write.body()).isEqualTo(202);
                assertThat(read.statusCode()).isEqualTo(503);
                assertThat(problem(read)).isEqualTo("breaker-open");
            }
            assertThat(calls(scene)).isEqualTo(calls);

            order(scene.edges, breakers, Mode.AUTO);

            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() == 2);
        }
    }

    @Test
    void a_forced_breaker_s_reads_are_answered_from_what_is_kept() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m", 1)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            order(scene.edges, Lever.breaker(OrderScope.ALL), Mode.SUSPENDED);

            assertThat(scene.get("/v1/things/1").verdict()).isEqualTo("200 answer stale");
            assertThat(scene.get("/v1/things/2").verdict()).isEqualTo("503 breaker-open refused");
        }
    }

    @Test
    void degraded_reads_are_answered_from_what_is_kept() throws IOException {
        try (CacheScene scene = new CacheScene("stale-if-error: 10m", 1)) {
            scene.provider.answer(ok("good"));
            scene.get("/v1/things/1");
            order(scene.edges, Lever.mode(new OrderScope("psp", null)), Mode.DEGRADED);

            Told kept = scene.get("/v1/things/1");
            assertThat(kept.verdict()).isEqualTo("200 answer stale");
            assertThat(kept.answer().body()).isEqualTo("good");
            assertThat(scene.get("/v1/things/2").verdict()).isEqualTo("503 degraded refused");

            order(scene.edges, new Lever(Switch.STALE, OrderScope.ALL), Mode.SUSPENDED);
            assertThat(scene.get("/v1/things/1").verdict()).isEqualTo("503 degraded refused");
        }
    }

    /** Each request gets what its route promises in one of the modes; what was accepted is executed exactly once. */
    @Test
    void flipped_under_load_nobody_loses_anything() throws Exception {
        try (WritesScene scene = new WritesScene(2)) {
            int perSecond = 500;
            int rounds = 60; // of a twentieth of a second
            Map<String, CompletableFuture<HttpResponse<String>>> writes = new HashMap<>();
            List<CompletableFuture<HttpResponse<String>>> reads = new ArrayList<>();
            AtomicBoolean degraded = new AtomicBoolean();
            List<CompletableFuture<Placed>> flips = new ArrayList<>();
            long began = System.nanoTime();
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < perSecond / 20; i++) {
                    String key = "flip-" + round + "-" + i;
                    if (i % 5 == 0) {
                        reads.add(scene.sendAsync(i % 2, "GET", "/psp/v1/balance", ""));
                    } else {
                        writes.put(
                                key,
                                scene.sendAsync(
                                        i % 2, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", key));
                    }
                }
                if (round % 10 == 9) {
                    Mode next = degraded.getAndSet(!degraded.get()) ? Mode.AUTO : Mode.DEGRADED;
                    flips.add(place(scene.edges.get(0), Lever.mode(new OrderScope("psp", null)), next));
                }
                long at = began + TimeUnit.MILLISECONDS.toNanos(50L * (round + 1));
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() >= at);
            }
            flips.forEach(flip -> flip.exceptionally(storeAway -> null).join());
            assertThat(degraded).isFalse();
            order(scene, Mode.AUTO);

            int queued = 0;
            for (Map.Entry<String, CompletableFuture<HttpResponse<String>>> write : writes.entrySet()) {
                HttpResponse<String> answer = write.getValue().join();
                if (problem(answer).isEmpty()) {
                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
                } else { // a busy machine; the client does as it is told
                    assertThat(new JsonObject(answer.body()).getBoolean("retryable"))
                            .isTrue();
                    await().atMost(PATIENCE)
                            .until(() -> scene.pay(write.getKey()).statusCode() < 300);
                }
                queued += answer.statusCode() == 202 ? 1 : 0;
            }
            for (CompletableFuture<HttpResponse<String>> read : reads) {
                HttpResponse<String> answer = read.join();
                assertThat(answer.statusCode() == 200 || READS_MAY_HEAR.contains(problem(answer)))
                        .as(answer.body())
                        .isTrue();
            }
            assertThat(queued).isPositive().isLessThan(writes.size());
            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() >= writes.size());
            assertThat(scene.effects("payment_intent.created").stream()
                            .map(effect -> effect.getString("idempotency_key"))
                            .distinct())
                    .hasSize(writes.size());
            assertThat(scene.effects("payment_intent.created")).hasSize(writes.size());
        }
    }

    private static long calls(WritesScene scene) {
        return scene.sandbox.requests().getJsonObject("total").getLong("received");
    }

    private static String problem(HttpResponse<String> answer) {
        return header(answer, "Content-Type").equals("application/problem+json")
                ? new JsonObject(answer.body()).getString("type").replaceFirst(".*/", "")
                : "";
    }

    static void order(WritesScene scene, Mode mode) {
        order(scene.edges, Lever.mode(new OrderScope("psp", null)), mode);
    }

    private static void order(WritesScene scene, Switch which, boolean on) {
        order(scene.edges, new Lever(which, new OrderScope("psp", null)), on ? Mode.AUTO : Mode.SUSPENDED);
    }

    /** Also on a busy machine: until it is done, and until all obey. */
    private static void order(List<Edge> edges, Lever lever, Mode mode) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(CompletionException.class)
                .until(() -> place(edges.get(0), lever, mode).join().done());
        await().atMost(PATIENCE).until(() -> edges.stream().allMatch(edge -> obeys(edge, lever, mode)));
    }

    private static boolean obeys(Edge edge, Lever lever, Mode mode) {
        Order order = edge.levers().orders().all().get(lever);
        return order != null && order.mode() == mode;
    }

    private static CompletableFuture<Placed> place(Edge edge, Lever lever, Mode mode) {
        return edge.orders()
                .place(new OrderWish(lever, mode, "alice", "a drill", null, null))
                .toCompletionStage()
                .toCompletableFuture();
    }
}
