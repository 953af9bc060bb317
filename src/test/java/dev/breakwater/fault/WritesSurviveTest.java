package dev.breakwater.fault;

import static dev.breakwater.fault.WritesScene.PAYMENT;
import static dev.breakwater.fault.WritesScene.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.store.RedisForTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writes through real parts: an edge, a Redis, a provider that keeps books, and clients that repeat themselves. */
class WritesSurviveTest {

    private static final String GONE = "{\"kind\":\"refuse-connections\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void an_answer_is_given_again_also_while_the_provider_is_down() {
        try (WritesScene scene = new WritesScene(1)) {
            HttpResponse<String> first = scene.pay("order-1");
            assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
            scene.sandbox.faults(GONE);

            HttpResponse<String> again = scene.pay("order-1");

            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(header(again, "Idempotent-Replayed")).isEqualTo("true");
            assertThat(header(again, "Breakwater-Outcome")).isEqualTo("replayed");
            assertThat(scene.effects("payment_intent.created")).hasSize(1);
        }
    }

    @Test
    void a_copy_under_way_is_409_and_another_body_is_422() {
        try (WritesScene scene = new WritesScene(1)) {
            scene.sandbox.faults("{\"kind\":\"hang\",\"times\":1}");
            CompletableFuture<HttpResponse<String>> first =
                    scene.sendAsync(0, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", "order-2");
            await().atMost(PATIENCE).until(() -> scene.sandbox.requests().getLong("in_flight") == 1);

            HttpResponse<String> copy = scene.pay("order-2");
            HttpResponse<String> other =
                    scene.send(0, "POST", "/psp/v1/payment_intents", PAYMENT + "0", "Idempotency-Key", "order-2");

            assertThat(copy.statusCode()).as(copy.body()).isEqualTo(409);
            assertThat(copy.body()).contains("key-in-flight");
            assertThat(header(copy, "Retry-After")).isNotEmpty();
            assertThat(other.statusCode()).isEqualTo(422);
            assertThat(other.body()).contains("key-reused");
            scene.sandbox.noFaults();
            assertThat(first.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void two_replicas_race_for_a_key() {
        try (WritesScene scene = new WritesScene(2)) {
            int keys = 1_000;
            int batch = 50;
            for (int from = 0; from < keys; from += batch) {
                List<CompletableFuture<HttpResponse<String>>> race = new ArrayList<>();
                for (int key = from; key < from + batch; key++) {
                    race.add(pay(scene, 0, key));
                    race.add(pay(scene, 1, key));
                }
                race.forEach(answer -> assertThat(answer.join().statusCode()).isIn(200, 409));
            }

            List<JsonObject> effects = scene.effects("payment_intent.created");
            Set<String> distinct = new HashSet<>();
            effects.forEach(effect -> distinct.add(effect.getString("idempotency_key")));
            assertThat(effects).hasSize(keys);
            assertThat(distinct).hasSize(keys);
        }
    }

    private static CompletableFuture<HttpResponse<String>> pay(WritesScene scene, int replica, int key) {
        return scene.sendAsync(replica, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", "race-" + key);
    }

    @Test
    void refunds_of_an_outage_are_delivered_once_and_in_order() {
        try (WritesScene scene = new WritesScene(2)) {
            String payment = scene.paid("order-3");
            scene.sandbox.faults(GONE);
            List<String> places = new ArrayList<>();
            for (int amount = 1; amount <= 10; amount++) {
                HttpResponse<String> accepted = scene.refund("refund-" + amount, payment, amount);
                assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
                assertThat(header(accepted, "Breakwater-Outcome")).isEqualTo("queued");
                JsonObject body = new JsonObject(accepted.body());
                assertThat(body.getString("lane")).isEqualTo(payment);
                assertThat(body.getJsonObject("receipt").getString("durability"))
                        .isEqualTo("fsync");
                places.add(header(accepted, "Location"));
            }
            HttpResponse<String> again = scene.refund("refund-1", payment, 1);
            assertThat(again.statusCode()).isEqualTo(202);
            assertThat(header(again, "Location")).isEqualTo(places.get(0));

            scene.sandbox.noFaults();

            await().atMost(PATIENCE).until(() -> scene.effects("refund.created").size() == 10);
            assertThat(scene.effects("refund.created").stream().map(effect -> effect.getInteger("amount")))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10).boxed().toList());
            HttpResponse<String> state = scene.send(0, "GET", places.get(9) + "?wait=20s", "");
            assertThat(new JsonObject(state.body()).getString("state")).isEqualTo("delivered");
            HttpResponse<String> answer = scene.send(1, "GET", places.get(9) + "/answer", "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()).getInteger("amount")).isEqualTo(10);
            HttpResponse<String> replay = scene.refund("refund-10", payment, 10);
            assertThat(replay.body()).isEqualTo(answer.body());
            assertThat(header(replay, "Idempotent-Replayed")).isEqualTo("true");
        }
    }

    @Test
    void an_answer_lost_after_its_effect_is_found_again_and_nothing_happens_twice() {
        try (WritesScene scene = new WritesScene(1)) {
            String payment = scene.paid("order-4");
            scene.sandbox.faults(
                    "{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":1,\"match\":{\"path\":\"/v1/refunds\"}}");

            HttpResponse<String> accepted = scene.refund("refund-lost", payment, 7);

            assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
            String place = header(accepted, "Location");
            await().atMost(PATIENCE).until(() -> state(scene, place).equals("delivered"));
            assertThat(scene.effects("refund.created")).hasSize(1);
        }
    }

    @Test
    void live_write_behind_waiting_lane() {
        try (WritesScene scene = new WritesScene(1)) {
            String payment = scene.paid("order-5");
            String other = scene.paid("order-6");
            scene.sandbox.faults(GONE);
            assertThat(scene.refund("first", payment, 1).statusCode()).isEqualTo(202);
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":700}");

            HttpResponse<String> behind = scene.refund("second", payment, 2);
            HttpResponse<String> never = scene.refund("third", payment, 3, "Breakwater-Queue", "never");
            HttpResponse<String> elsewhere = scene.refund("fourth", other, 4);

            assertThat(behind.statusCode()).as(behind.body()).isEqualTo(202);
            assertThat(never.statusCode()).isEqualTo(503);
            assertThat(never.body()).contains("lane-busy");
            assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(200);
            scene.sandbox.noFaults();
            await().atMost(PATIENCE).until(() -> scene.effects("refund.created").size() == 3);
            assertThat(scene.effects("refund.created").stream()
                            .map(effect -> effect.getInteger("amount"))
                            .filter(amount -> amount != 4))
                    .containsExactly(1, 2);
        }
    }

    @Test
    void cancel_races_send() {
        try (WritesScene scene = new WritesScene(1)) {
            List<String> places = new ArrayList<>();
            List<String> payments = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                payments.add(scene.paid("order-7-" + i));
            }
            scene.sandbox.faults(GONE);
            for (int i = 0; i < 20; i++) {
                places.add(header(scene.refund("cancel-" + i, payments.get(i), 100 + i), "Location"));
            }
            scene.sandbox.noFaults();

            Set<Integer> cancelled = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = scene.send(0, "DELETE", places.get(i), "");
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409);
                if (answer.statusCode() == 200) {
                    cancelled.add(100 + i);
                }
            }

            await().atMost(PATIENCE)
                    .until(() -> places.stream()
                            .allMatch(place -> Set.of("delivered", "cancelled").contains(state(scene, place))));
            Set<Integer> done = new HashSet<>();
            scene.effects("refund.created").forEach(effect -> done.add(effect.getInteger("amount")));
            assertThat(done).hasSize(20 - cancelled.size()).doesNotContainAnyElementsOf(cancelled);
        }
    }

    @Test
    void a_body_with_a_cvc_is_never_queued() {
        try (WritesScene scene = new WritesScene(1)) {
            String card = PAYMENT + "&payment_method_data[card][cvc]=123";
            scene.sandbox.faults(GONE);

            HttpResponse<String> refused =
                    scene.send(0, "POST", "/psp/v1/payment_intents", card, "Idempotency-Key", "c");
            HttpResponse<String> now = scene.send(
                    0, "POST", "/psp/v1/payment_intents", card, "Idempotency-Key", "d", "Breakwater-Queue", "now");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("provider-not-reached");
            assertThat(now.statusCode()).as(now.body()).isEqualTo(422);
            assertThat(now.body()).contains("must-not-be-stored");
        }
    }

    @Test
    void with_the_store_gone_reads_go_on_and_writes_do_as_their_route_says() {
        try (WritesScene scene = new WritesScene(1)) {
            String payment = scene.paid("order-8");
            scene.redis.kill();

            HttpResponse<String> read = scene.send(0, "GET", "/psp/v1/balance", "");
            HttpResponse<String> passed = scene.pay("order-9");
            HttpResponse<String> refused = await().atMost(PATIENCE)
                    .until(() -> scene.refund("refund-9", payment, 1), WritesSurviveTest::isConfirmed);
            HttpResponse<String> state = scene.send(0, "GET", "/-/writes/w0-" + "a".repeat(22), "");

            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
            assertThat(header(passed, "Breakwater-Store")).isEqualTo("unavailable");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("store-unavailable");
            assertThat(header(refused, "Retry-After")).isNotEmpty();
            assertThat(state.statusCode()).isEqualTo(503);

            scene.redis.start();
            await().atMost(PATIENCE)
                    .until(() -> scene.refund("refund-10", payment, 2).statusCode() == 200);
        }
    }

    /** A step on a connection whose end has not been heard of yet may have been taken, for all that is known. */
    private static boolean isConfirmed(HttpResponse<String> answer) {
        return !answer.body().contains("not-confirmed");
    }

    @Test
    void a_write_is_seen_by_its_client_alone_and_has_no_answer_until_it_is_delivered() {
        try (WritesScene scene = new WritesScene(1)) {
            scene.sandbox.faults(GONE);
            String place = header(scene.pay("order-10"), "Location");

            assertThat(scene.send(0, "GET", place, "").statusCode()).isEqualTo(200);
            HttpResponse<String> early = scene.send(0, "GET", place + "/answer", "");
            assertThat(early.statusCode()).isEqualTo(425);
            assertThat(header(early, "Retry-After")).isNotEmpty();
            HttpResponse<String> stranger = scene.send(0, "GET", place, "", "Breakwater-Key", "nobody");
            assertThat(stranger.statusCode()).isEqualTo(401);
            HttpResponse<String> none = scene.send(0, "GET", "/-/writes/w1-" + "b".repeat(22), "");
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).contains("write-unknown");
            assertThat(scene.send(0, "GET", place + "?wait=x", "").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void now_needs_a_route_that_queues_and_an_expiry_must_be_to_come() {
        try (WritesScene scene = new WritesScene(1)) {
            String confirm = "/psp/v1/payment_intents/pi_1/confirm";
            assertThat(scene.send(0, "POST", confirm, "a=b", "Breakwater-Queue", "now")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(scene.send(0, "POST", confirm, "a=b", "Breakwater-Queue", "later")
                            .body())
                    .contains("invalid-header");
            assertThat(scene.send(0, "POST", confirm, "a=b", "Breakwater-Expires-At", "2020-01-01T00:00:00Z")
                            .body())
                    .contains("has passed");
            HttpResponse<String> behind = scene.send(
                    0, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", "n", "Breakwater-Queue", "now");
            assertThat(behind.statusCode()).as(behind.body()).isEqualTo(202);
            await().atMost(PATIENCE)
                    .until(() -> scene.effects("payment_intent.created").size() == 1);
        }
    }

    /** Partitions are looked at as good as never: only a hint can bring the second write out in time. */
    @Test
    void an_idle_queue_begins_a_new_write_at_once() {
        DeliverySettings usual = DeliverySettings.USUAL;
        DeliverySettings sleepy = new DeliverySettings(
                usual.eventLoops(),
                usual.batch(),
                usual.workersPerRoute(),
                usual.concurrencyMax(),
                usual.leaseMargin(),
                new DeliverySettings.Polls(
                        Duration.ofHours(1), Duration.ofHours(1), usual.polls().sweep()),
                usual.backoff(),
                usual.repeatsMax(),
                usual.rests(),
                usual.stopWait(),
                usual.lookups());
        try (WritesScene scene = new WritesScene(1, sleepy, new RedisForTest())) {
            for (int i = 1; i <= 5; i++) {
                String place = header(queuedNow(scene, "now-" + i), "Location");
                await().atMost(PATIENCE).until(() -> state(scene, place).equals("delivered"));
                assertThat(scene.effects("payment_intent.created")).hasSize(i);
            }
        }
    }

    @Test
    void to_another_client_a_write_does_not_exist() {
        try (WritesScene scene = new WritesScene(1)) {
            scene.sandbox.faults(GONE);
            String place = header(scene.pay("order-11"), "Location");
            for (String[] request : new String[][] {{"GET", place}, {"GET", place + "/answer"}, {"DELETE", place}}) {
                HttpResponse<String> stranger =
                        scene.send(0, request[0], request[1], "", "Breakwater-Key", WritesScene.OTHER_KEY);
                assertThat(stranger.statusCode()).as(stranger.body()).isEqualTo(404);
                assertThat(stranger.body()).contains("write-unknown").doesNotContain("order-11");
            }
            assertThat(state(scene, place)).as("not cancelled either").isIn("pending", "leased");
        }
    }

    @Test
    void a_store_that_keeps_writes_less_durably_than_their_routes_demand_is_given_none() {
        RedisForTest everySecond = new RedisForTest("appendfsync", "everysec");
        try (WritesScene scene = new WritesScene(1, DeliverySettings.USUAL, everySecond)) {
            HttpResponse<String> now = queuedNow(scene, "order-12");
            assertThat(now.statusCode()).as(now.body()).isEqualTo(503);
            assertThat(now.body()).contains("store-not-durable").contains("appendfsync always");
            assertThat(header(now, "Breakwater-Outcome")).isEqualTo("refused");
            assertThat(header(now, "Retry-After")).isNotEmpty();
            assertThat(scene.refund("order-13", "pi_1", 5).body())
                    .as("also a live one of a lane, which has to be stored")
                    .contains("store-not-durable");
            assertThat(scene.sandbox.ledger()).isEmpty();
            assertThat(scene.pay("order-14").statusCode())
                    .as("what need not be stored goes on")
                    .isEqualTo(200);
            scene.sandbox.faults(GONE);
            HttpResponse<String> cannotWait = scene.pay("order-15");
            assertThat(cannotWait.statusCode()).isEqualTo(503);
            assertThat(cannotWait.body()).contains("store-not-durable");
        }
    }

    private static HttpResponse<String> queuedNow(WritesScene scene, String key) {
        return scene.send(
                0, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", key, "Breakwater-Queue", "now");
    }

    private static String state(WritesScene scene, String place) {
        return new JsonObject(scene.send(0, "GET", place, "").body()).getString("state");
    }
}
