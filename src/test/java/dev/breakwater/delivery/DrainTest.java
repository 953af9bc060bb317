package dev.breakwater.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.edge.RawProvider;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.guard.CallResult;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.upstream.Provider;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Named scenarios of a backlog that meets its provider again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DrainTest {

    private static final String STRIPE = "contract: stripe\nattempt-timeout: 1s";
    private static final String PAID = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npaid";

    @Test
    void a_backlog_is_delivered_and_each_payment_made_once() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE)) {
            List<WriteId> ids = backlog.pay(40);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 40);
            for (int i = 0; i < 40; i++) {
                assertThat(payments(sandbox, "order-" + i)).isEqualTo(1);
            }
            QueuedWrite write = backlog.find(ids.get(0));
            assertThat(answer(write).status()).isEqualTo(200);
            assertThat(write.attempts()).isEqualTo(1);
            assertThat(backlog.alarms).isEmpty();
        }
    }

    @Test
    void declined_in_drain() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE).start()) {
            WriteId id = backlog.put("order-1", null, Duration.ofHours(1), "pm_card_visa_chargeDeclined", null);
            await().until(() -> backlog.state(id).equals("delivered"));
            assertThat(answer(backlog.find(id)).status()).isEqualTo(402);
            assertThat(backlog.find(id).attempts()).isEqualTo(1);
        }
    }

    @Test
    void credential_revoked() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            provider.answer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
            List<WriteId> ids = backlog.pay(20);
            backlog.start();
            await().until(() -> provider.requests().size() >= 3);
            assertThat(backlog.alarms).hasSize(1).first().asString().startsWith("CREDENTIAL_REFUSED: psp answers 401");
            assertThat(backlog.count(ids, "pending") + backlog.count(ids, "leased"))
                    .isEqualTo(20);
            assertThat(backlog.drain().view().why()).contains("credential");
            provider.answer(PAID);
            await().until(() -> backlog.count(ids, "delivered") == 20);
            assertThat(backlog.alarms).hasSize(1);
        }
    }

    @Test
    void while_the_credential_is_refused_one_write_at_a_time_looks_whether_it_is_well_again() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            List<Long> times = new CopyOnWriteArrayList<>();
            provider.answer((sent, socket) -> {
                times.add(System.nanoTime());
                RawProvider.write(socket, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            });
            backlog.pay(20);
            backlog.start();
            await().until(() -> times.size() >= 3);
            assertThat(times.get(1) - times.get(0))
                    .isGreaterThan(Duration.ofMillis(390).toNanos());
            assertThat(times.get(2) - times.get(1))
                    .isGreaterThan(Duration.ofMillis(780).toNanos());
        }
    }

    @Test
    void retry_after_pauses_the_whole_provider() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            AtomicLong refusedAt = new AtomicLong();
            AtomicLong nextAt = new AtomicLong();
            provider.answer((sent, socket) -> {
                if (refusedAt.compareAndSet(0, System.nanoTime())) {
                    RawProvider.write(socket, "HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
                } else {
                    nextAt.compareAndSet(0, System.nanoTime());
                    RawProvider.write(socket, PAID);
                }
            });
            List<WriteId> ids = backlog.pay(10);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 10);
            assertThat(Duration.ofNanos(nextAt.get() - refusedAt.get())).isGreaterThan(Duration.ofMillis(1990));
        }
    }

    @Test
    void what_a_live_call_is_told_of_the_pace_holds_for_the_backlog() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            provider.answer("HTTP/1.1 429 Too Many\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n");
            double before = backlog.drain().view().perSecond();
            long refusedAt = System.nanoTime();
            assertThat(backlog.payLive()).isInstanceOf(Outcome.Refused.class);
            assertThat(backlog.drain().view().perSecond()).isEqualTo(before / 2);
            assertThat(backlog.drain().view().why()).contains("429");
            AtomicLong nextAt = new AtomicLong();
            provider.answer((sent, socket) -> {
                nextAt.compareAndSet(0, System.nanoTime());
                RawProvider.write(socket, PAID);
            });
            List<WriteId> ids = backlog.pay(5);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 5);
            assertThat(Duration.ofNanos(nextAt.get() - refusedAt)).isGreaterThan(Duration.ofMillis(1990));
        }
    }

    @Test
    void breaker_open_burns_no_attempt() throws IOException {
        String breaker = "contract: stripe\nattempt-timeout: 1s\n"
                + "breaker: { minimum-calls: 5, open-for: 1500ms, probes: 2 }";
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), breaker)) {
            CircuitBreaker of = breaker(backlog.provider());
            of.forceOpen();
            List<WriteId> ids = backlog.pay(10);
            backlog.start();
            long sweeps = backlog.queue.count("sweep");
            await().until(() -> backlog.queue.count("sweep") > sweeps + 20);
            assertThat(provider.requests()).isEmpty();
            assertThat(backlog.queue.count("intend")).isZero();
            of.reset();
            await().until(() -> backlog.count(ids, "delivered") == 10);
            assertThat(ids)
                    .allSatisfy(id -> assertThat(backlog.find(id).attempts()).isEqualTo(1));
        }
    }

    @Test
    void queued_writes_are_the_probes_of_a_half_open_breaker() throws IOException {
        String breaker =
                "contract: stripe\nattempt-timeout: 1s\n" + "breaker: { minimum-calls: 5, open-for: 300ms, probes: 2 }";
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), breaker)) {
            CircuitBreaker of = breaker(backlog.provider());
            for (int i = 0; i < 5; i++) {
                Objects.requireNonNull(of.tryAcquire()).end(CallResult.BAD);
            }
            assertThat(of.view()).isEqualTo(CircuitBreaker.View.OPEN);
            List<WriteId> ids = backlog.pay(10);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 10);
            assertThat(of.view()).isEqualTo(CircuitBreaker.View.CLOSED);
        }
    }

    @Test
    void an_outage_with_503s_parks_nothing_that_is_recognised() {
        String breaker = "contract: stripe\nattempt-timeout: 1s\n"
                + "breaker: { minimum-calls: 5, open-for: 200ms, probes: 2, window: 10s }";
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), breaker)) {
            sandbox.faults("{\"kind\":\"error\",\"status\":503,\"effect\":\"executed\",\"for\":\"3s\"}");
            List<WriteId> ids = backlog.pay(20);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") + backlog.count(ids, "parked") == 20);
            assertThat(backlog.count(ids, "parked")).isZero();
            for (int i = 0; i < 20; i++) {
                assertThat(payments(sandbox, "order-" + i)).isEqualTo(1);
            }
        }
    }

    @Test
    void an_error_that_is_only_repeated_parks_its_write_and_no_other() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            provider.answer((sent, socket) -> RawProvider.write(
                    socket,
                    sent.all("Idempotency-Key").contains("order-3")
                            ? "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"
                            : PAID));
            List<WriteId> ids = backlog.pay(10);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 9 && backlog.count(ids, "parked") == 1);
            assertThat(backlog.find(ids.get(3)).attempts()).isEqualTo(Backlog.QUICK.repeatsMax());
        }
    }

    @Test
    void late_owner_sends_nothing() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            AtomicInteger sentBefore = new AtomicInteger(-1);
            backlog.queue.before("intend", () -> backlog.ours.forward(Duration.ofSeconds(5)));
            backlog.queue.before("handBack", () -> {
                backlog.stores.forward(Duration.ofSeconds(5)); // claims are counted from its clock here
                sentBefore.set(provider.requests().size());
            });
            WriteId id = backlog.pay("order-1");
            backlog.start();
            await().until(() -> backlog.state(id).equals("delivered"));
            assertThat(sentBefore).hasValue(0);
            assertThat(provider.requests()).hasSize(1);
        }
    }

    @Test
    void late_owner_is_fenced_off_and_the_money_moves_once() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE)) {
            backlog.queue.before("settle", () -> {
                backlog.stores.forward(Duration.ofSeconds(7)); // the lease ran out while we were away
                for (int partition = 0; partition < 4; partition++) {
                    backlog.queue.shared.sweep(partition, 100);
                }
            });
            WriteId id = backlog.pay("order-1");
            backlog.start();
            await().until(() -> backlog.state(id).equals("delivered"));
            assertThat(backlog.find(id).timeline())
                    .extracting(QueuedWrite.Event::what)
                    .containsExactly("accepted", "attempted", "reclaimed", "attempted", "delivered");
            assertThat(payments(sandbox, "order-1")).isEqualTo(1);
        }
    }

    @Test
    void lane_order_is_kept() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE + "\nbreaker: { minimum-calls: 1000 }")) {
            Map<String, Integer> failures = new ConcurrentHashMap<>();
            provider.answer((sent, socket) -> {
                String key = sent.all("Idempotency-Key").get(0);
                boolean first = failures.merge(key, 1, Integer::sum) == 1;
                RawProvider.write(socket, first ? "HTTP/1.1 409 Later\r\nContent-Length: 0\r\n\r\n" : PAID);
            });
            List<WriteId> ids = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                for (String lane : List.of("a", "b", "c")) {
                    ids.add(backlog.put(lane + i, lane, Duration.ofHours(1), "pm_card_visa", null));
                }
            }
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 18);
            for (String lane : List.of("a", "b", "c")) {
                assertThat(provider.requests().stream()
                                .map(sent -> sent.all("Idempotency-Key").get(0))
                                .filter(key -> key.startsWith(lane)))
                        .isSorted();
            }
        }
    }

    @Test
    void unknown_is_resent_with_the_same_key_inside_the_window() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE)) {
            sandbox.faults("{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":2}");
            WriteId id = backlog.pay("order-1");
            backlog.start();
            await().until(() -> backlog.state(id).equals("delivered"));
            assertThat(backlog.find(id).attempts()).isEqualTo(3);
            assertThat(payments(sandbox, "order-1")).isEqualTo(1);
        }
    }

    @Test
    void unknown_past_the_window_is_parked() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE).withKeyWindow(Duration.ofSeconds(30))) {
            sandbox.faults("{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":1}");
            WriteId id = backlog.pay("order-1"); // the margin is a minute: the window is over before it begins
            backlog.start();
            await().until(() -> backlog.state(id).equals("parked"));
            assertThat(backlog.find(id).attempts()).isEqualTo(1);
        }
    }

    @Test
    void unknown_without_honoured_key_is_parked() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), "contract: none\nattempt-timeout: 1s")) {
            sandbox.faults("{\"kind\":\"close\",\"when\":\"after-effect\",\"times\":1}");
            WriteId id = backlog.pay("order-1");
            backlog.start();
            await().until(() -> backlog.state(id).equals("parked"));
            assertThat(backlog.find(id).attempts()).isEqualTo(1);
            assertThat(payments(sandbox, "")).isEqualTo(1);
        }
    }

    @Test
    void what_came_in_doubt_and_would_not_be_recognised_is_never_sent() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), "contract: none")) {
            WriteId id = backlog.put("order-1", null, Duration.ofHours(1), "pm_card_visa", Duration.ofSeconds(1));
            backlog.start();
            await().until(() -> backlog.state(id).equals("parked"));
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void poisoned_entry_is_parked_loudly_and_stops_nothing() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            StoredRequest none = new StoredRequest("POST", "", List.of(), new byte[0]);
            WriteId poisoned = backlog.put("order-x", null, Duration.ofMinutes(1), none, null);
            List<WriteId> ids = backlog.pay(5);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 5);
            await().until(() -> backlog.state(poisoned).equals("parked"));
            assertThat(backlog.alarms).hasSize(1).first().asString().startsWith("WRITE_UNREADABLE: " + poisoned);
            assertThat(provider.requests()).hasSize(5);
        }
    }

    @Test
    void earliest_expiry_first() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE, oneAtATime())) {
            List<String> keys = List.of("late", "soon", "middle");
            List<Integer> minutes = List.of(30, 10, 20);
            List<WriteId> ids = new ArrayList<>();
            for (int i = 0; ids.size() < 3; i++) { // of one partition: each has its own order
                String key = keys.get(ids.size()) + i;
                String hash = new KeyScope("shop", Backlog.PAY, new IdempotencyKey(key)).hash();
                if (backlog.queue.shared.partition(null, hash) == 0) {
                    ids.add(backlog.put(key, null, Duration.ofMinutes(minutes.get(ids.size())), "pm_card_visa", null));
                }
            }
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 3);
            assertThat(provider.requests())
                    .extracting(sent -> sent.all("Idempotency-Key").get(0).replaceAll("\\d", ""))
                    .containsExactly("soon", "middle", "late");
        }
    }

    @Test
    void an_answer_that_is_too_large_is_delivered_without_its_body() {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE + "\nanswer-held: 1KiB")) {
            sandbox.faults("{\"kind\":\"huge\",\"bytes\":1000000,\"times\":1}");
            WriteId id = backlog.pay("order-1");
            backlog.start();
            await().until(() -> backlog.state(id).equals("delivered"));
            StoredAnswer kept = answer(backlog.find(id));
            assertThat(kept.status()).isEqualTo(200);
            assertThat(kept.body()).isEmpty();
            assertThat(kept.headers()).contains(Map.entry("Breakwater-Body", "not-kept"));
            await().until(() -> backlog.provider().bulkhead().inFlight() == 0);
        }
    }

    @Test
    void nothing_is_sent_without_a_stored_intent() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            backlog.queue.after("intend", done -> Future.failedFuture(new StoreUnavailable("gone", true)));
            backlog.pay(5);
            backlog.start();
            await().until(() -> backlog.queue.count("intend") > 10);
            assertThat(provider.requests()).isEmpty();
        }
    }

    @Test
    void an_outcome_that_the_store_does_not_take_is_loud() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), STRIPE)) {
            backlog.queue.after("settle", done -> {
                backlog.ours.forward(Duration.ofSeconds(7));
                return Future.failedFuture(new StoreUnavailable("gone", true));
            });
            backlog.pay(1);
            backlog.start();
            await().until(() -> !backlog.alarms.isEmpty());
            assertThat(backlog.alarms.get(0)).startsWith("OUTCOME_NOT_STORED: ");
        }
    }

    @Test
    void stopping_waits_for_what_is_under_way_and_leaves_the_rest_pending() throws IOException {
        try (RunningSandbox sandbox = new RunningSandbox();
                Backlog backlog = new Backlog(sandbox.url(), STRIPE)) {
            sandbox.faults("{\"kind\":\"latency\",\"ms\":300}");
            List<WriteId> ids = backlog.pay(30);
            backlog.start();
            await().until(() -> sandbox.requests().getLong("in_flight") > 0);
            Backlog.await(backlog.plane.stop());
            assertThat(backlog.count(ids, "leased")).isZero();
            assertThat(backlog.count(ids, "delivered")).isPositive();
            assertThat(backlog.count(ids, "pending")).isPositive();
            assertThat(ids)
                    .allSatisfy(id -> assertThat(backlog.find(id).attempts())
                            .isEqualTo(backlog.state(id).equals("delivered") ? 1 : 0));
        }
    }

    @Test
    void live_calls_keep_half_of_the_places_that_they_leave() throws IOException {
        try (RawProvider provider = new RawProvider();
                Backlog backlog = new Backlog(provider.url(), "contract: stripe\nbulkhead: 10")) {
            for (int i = 0; i < 8; i++) {
                backlog.provider().bulkhead().tryEnter();
            }
            AtomicInteger most = new AtomicInteger();
            provider.answer((sent, socket) -> {
                most.accumulateAndGet(backlog.provider().bulkhead().inFlight(), Math::max);
                RawProvider.write(socket, PAID);
            });
            List<WriteId> ids = backlog.pay(20);
            backlog.start();
            await().until(() -> backlog.count(ids, "delivered") == 20);
            assertThat(most.get()).isEqualTo(9);
        }
    }

    private static DeliverySettings oneAtATime() {
        DeliverySettings quick = Backlog.QUICK;
        return new DeliverySettings(
                1,
                1,
                1,
                1,
                quick.leaseMargin(),
                quick.polls(),
                quick.backoff(),
                quick.repeatsMax(),
                quick.rests(),
                quick.stopWait(),
                quick.lookups());
    }

    private static StoredAnswer answer(QueuedWrite write) {
        return Objects.requireNonNull(write.answer());
    }

    private static CircuitBreaker breaker(Provider provider) {
        return Objects.requireNonNull(provider.guards(Backlog.PAY).breaker());
    }

    private static long payments(RunningSandbox sandbox, String key) {
        return sandbox.ledger(key.isEmpty() ? "" : "?key=" + key).stream()
                .map(JsonObject.class::cast)
                .filter(effect -> effect.getString("effect").equals("payment_intent.created"))
                .count();
    }
}
