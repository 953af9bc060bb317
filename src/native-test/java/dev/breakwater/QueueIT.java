package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that wait outlive the provider, Breakwater and the store, and are delivered once, in their order. */
class QueueIT {

    @TempDir
    Path dir;

    @Test
    void what_was_accepted_outlives_all_and_is_delivered_once_and_in_order() throws IOException {
        try (Site site = new Site(dir)) {
            String payment = site.pay("stripe", "order-1", 5000).path("id");
            site.sandbox.faults(Site.GONE);
            List<String> writes = new ArrayList<>();
            for (int amount = 1; amount <= 10; amount++) {
                writes.add(site.refund("refund-" + amount, payment, amount)
                        .then()
                        .statusCode(202)
                        .header("Breakwater-Outcome", "queued")
                        .body("receipt.durability", equalTo("fsync"))
                        .body("lane", equalTo(payment))
                        .extract()
                        .path("id"));
            }
            site.breakwater().kill();
            site.redis.kill();
            site.redis.start();
            site.startAgain();
            assertThat(site.refund("refund-1", payment, 1).<String>path("id")).isEqualTo(writes.get(0));
            site.alice().get("/ops/v1/status").then().body("store.up", equalTo(true));

            site.sandbox.noFaults();

            writes.forEach(write -> site.awaitState(write, "delivered"));
            assertThat(refunds(site))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 10).boxed().toList());
            site.shop()
                    .get("/-/writes/" + writes.get(9) + "/answer")
                    .then()
                    .statusCode(200)
                    .body("amount", equalTo(10));
        }
    }

    @Test
    void what_has_expired_is_put_back_by_an_operator() throws IOException {
        try (Site site = new Site(dir)) {
            String payment = site.pay("stripe", "order-2", 5000).path("id");
            site.sandbox.faults(Site.GONE);
            String write = site.shop()
                    .header(
                            "Breakwater-Expires-At",
                            Instant.now().plusSeconds(2).toString())
                    .contentType("application/x-www-form-urlencoded")
                    .header("Idempotency-Key", "refund-late")
                    .body("payment_intent=" + payment + "&amount=7")
                    .post("/stripe/v1/refunds")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
            site.awaitState(write, "dead");
            site.sandbox.noFaults();
            site.alice().get("/ops/v1/writes?state=dead").then().statusCode(200).body("writes.id", hasItem(write));
            site.alice()
                    .body("{\"reason\":\"still wanted\"}")
                    .post("/ops/v1/writes/" + write + "/replay")
                    .then()
                    .statusCode(200);
            site.awaitState(write, "delivered");
            assertThat(refunds(site)).containsExactly(7);
        }
    }

    @Test
    void without_the_store_payments_go_on_and_nothing_is_taken_that_could_be_lost() throws IOException {
        try (Site site = new Site(dir)) {
            String payment = site.pay("stripe", "order-3", 5000).path("id");
            site.redis.kill();
            site.sandbox.faults(Site.GONE);
            site.refund("refund-3", payment, 7).then().statusCode(503);
            site.sandbox.noFaults();
            site.redis.start();
            await().atMost(Site.PATIENCE)
                    .untilAsserted(
                            () -> site.refund("refund-4", payment, 7).then().statusCode(200));
        }
    }

    /** The amounts of the refunds that the provider has made, in turn. */
    private static List<Integer> refunds(Site site) {
        return site.sandbox.ledger().stream()
                .map(JsonObject.class::cast)
                .filter(effect -> effect.getString("effect").equals("refund.created"))
                .map(effect -> effect.getInteger("amount"))
                .toList();
    }
}
