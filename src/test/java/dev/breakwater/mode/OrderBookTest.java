package dev.breakwater.mode;

import static dev.breakwater.mode.ReplicaForTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Scope;
import dev.breakwater.guard.CircuitBreaker.View;
import dev.breakwater.store.EventsForTest;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Five replicas obey the same orders, kept in a real Redis; one of them can be cut off from it. */
class OrderBookTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Scope REFUNDS = new Scope("psp", "refunds");
    private static final Lever PSP = Lever.mode(new OrderScope("psp", null));

    private static final Lever BREAKERS = Lever.breaker(new OrderScope("psp", null));
    private static final OrderScope REFUNDS_ONLY = new OrderScope("psp", "refunds");

    private final RedisForTest redis = new RedisForTest();
    private final WireForTest wire = new WireForTest(redis.port());
    private final List<ReplicaForTest> replicas = new ArrayList<>();

    OrderBookTest() {
        for (int i = 0; i < 4; i++) {
            replicas.add(new ReplicaForTest("r" + i, redis.port()));
        }
        replicas.add(new ReplicaForTest("far", wire.port()));
        await().atMost(PATIENCE)
                .until(() -> await(replicas.get(0).book.followers()).size() == 5);
    }

    @AfterEach
    void close() {
        replicas.forEach(ReplicaForTest::close);
        wire.close();
        redis.close();
    }

    @Test
    void a_change_is_in_force_on_all_before_it_is_answered() {
        Placed placed = place(0, Mode.DEGRADED, null, null);

        assertThat(placed.confirmed()).containsExactly("far", "r0", "r1", "r2", "r3");
        assertThat(placed.missing()).isEmpty();
        assertThat(replicas).allMatch(replica -> replica.levers.mode(REFUNDS) == Mode.DEGRADED);

        place(4, null, null, null);

        assertThat(replicas).allMatch(replica -> replica.levers.mode(REFUNDS) == Mode.AUTO);
    }

    @Test
    void who_is_cut_off_is_named_keeps_what_it_knew_and_catches_up() {
        place(0, Mode.DEGRADED, null, null);
        wire.cut();

        Placed placed = place(0, Mode.SUSPENDED, null, null);

        assertThat(placed.confirmed()).containsExactly("r0", "r1", "r2", "r3");
        assertThat(placed.missing()).containsExactly("far");
        ReplicaForTest far = replicas.get(4);
        assertThat(far.levers.mode(REFUNDS)).isEqualTo(Mode.DEGRADED);
        assertThatThrownBy(() -> place(4, null, null, null)).hasRootCauseInstanceOf(StoreUnavailable.class);
        assertThat(far.levers.mode(REFUNDS)).isEqualTo(Mode.DEGRADED);

        wire.mend();

        await().atMost(PATIENCE).until(() -> far.levers.mode(REFUNDS) == Mode.SUSPENDED);
        await().atMost(PATIENCE)
                .until(() -> await(replicas.get(0).book.followers()).stream()
                        .allMatch(one -> one.version() == placed.version()));
    }

    @Test
    void of_two_who_change_the_same_the_second_must_look_again() {
        Placed first = place(0, Mode.DEGRADED, null, 0L);
        Placed second = place(1, Mode.SUSPENDED, null, 0L);
        Placed informed = place(1, Mode.SUSPENDED, null, first.version());
        Placed late = place(0, null, null, first.version());

        assertThat(first.done()).isTrue();
        assertThat(second.done()).isFalse();
        assertThat(second.version()).isEqualTo(first.version());
        assertThat(informed.done()).isTrue();
        assertThat(late.done()).isFalse();
        assertThat(replicas.get(2).levers.mode(REFUNDS)).isEqualTo(Mode.SUSPENDED);
    }

    @Test
    void an_order_is_over_everywhere_when_its_time_is_up() {
        place(0, Mode.SUSPENDED, Instant.now().plusSeconds(2), null);
        assertThat(replicas).allMatch(replica -> replica.levers.mode(REFUNDS) == Mode.SUSPENDED);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(replicas).allMatch(replica -> replica.levers.mode(REFUNDS) == Mode.AUTO));
        Placed anew = place(0, Mode.DEGRADED, null, 0L); // as if there had never been one

        assertThat(anew.done()).isTrue();
    }

    @Test
    void a_replica_that_is_started_later_obeys_from_the_start_and_one_that_ends_is_not_waited_for() {
        place(0, Mode.SUSPENDED, null, null);
        try (ReplicaForTest late = new ReplicaForTest("late", redis.port())) {
            assertThat(late.levers.mode(REFUNDS)).isEqualTo(Mode.SUSPENDED);
        }

        Placed placed = place(0, Mode.AUTO, null, null);

        assertThat(placed.confirmed()).hasSize(5);
        assertThat(placed.missing()).isEmpty();
    }

    @Test
    void each_change_is_told_in_the_audit_log_and_nothing_else_is() {
        Instant until = Instant.now().plusSeconds(3600);
        Lever retries = new Lever(Switch.RETRIES, new OrderScope("psp", "refunds"));
        OrderBook book = replicas.get(0).book;
        await(book.place(new OrderWish(PSP, Mode.DEGRADED, "alice", "card 4242424242424242", until, 0L)));
        await(book.place(new OrderWish(PSP, Mode.SUSPENDED, "bob", "too late", null, 0L)));
        await(book.place(new OrderWish(retries, Mode.SUSPENDED, "bob", "they count them", null, null)));
        await(book.place(new OrderWish(retries, null, "bob", "they do not", null, null)));
        await(book.place(new OrderWish(retries, null, "bob", "there is none", null, null)));
        place(0, Mode.SUSPENDED, Instant.now().plusMillis(1), null);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(EventsForTest.of(replicas.get(0).store, "{bw:ops}:"))
                        .map(event -> event.replaceAll("until=\\d+", "until=TIME"))
                        .containsExactly(
                                "{a=alice, k=mode-set, mode=degraded, r=card 424242******4242, s=psp, until=TIME}",
                                "{a=bob, k=switch-set, on=false, r=they count them, s=psp/refunds, switch=retries}",
                                "{a=bob, k=switch-cleared, r=they do not, s=psp/refunds, switch=retries}",
                                "{a=alice, k=mode-set, mode=suspended, r=it is \"down\" \\ again: é, s=psp, until=TIME}",
                                "{a=breakwater, k=mode-cleared, r=its time is over, s=psp}"));
    }

    @Test
    void breakers_are_forced_open_on_all_and_reset_where_they_are() {
        Placed opened = force(Mode.SUSPENDED, null);
        assertThat(opened.missing()).isEmpty();
        assertThat(replicas).allMatch(replica -> replica.breaker.view() == View.FORCED_OPEN);

        Placed reset = force(Mode.AUTO, opened.version());

        assertThat(reset.done()).isTrue();
        assertThat(force(Mode.SUSPENDED, opened.version()).done()).isFalse();
        assertThat(replicas).allMatch(replica -> replica.breaker.view() == View.CLOSED);
    }

    @Test
    void a_reset_reaches_each_breaker_once_also_of_who_was_cut_off_and_not_of_who_starts_later() {
        ReplicaForTest far = replicas.get(4);
        replicas.forEach(ReplicaForTest::failOnce);
        wire.cut();

        Placed reset = force(Mode.AUTO, null);

        assertThat(reset.missing()).containsExactly("far");
        assertThat(replicas.subList(0, 4)).allMatch(replica -> replica.breaker.view() == View.CLOSED);
        assertThat(far.breaker.view()).isEqualTo(View.OPEN);
        wire.mend();
        await().atMost(PATIENCE).until(() -> far.breaker.view() == View.CLOSED);

        replicas.forEach(ReplicaForTest::failOnce);
        place(0, Mode.DEGRADED, null, null); // other news
        assertThat(replicas).allMatch(replica -> replica.breaker.view() == View.OPEN);

        try (ReplicaForTest late = new ReplicaForTest("late", redis.port(), ReplicaForTest::failOnce)) {
            place(0, Mode.AUTO, null, null);
            assertThat(late.breaker.view()).isEqualTo(View.OPEN);
            force(Mode.AUTO, null);
            assertThat(late.breaker.view()).isEqualTo(View.CLOSED);
        }
    }

    @Test
    void breakers_that_were_forced_for_a_while_are_let_go_and_all_of_it_is_told() {
        OrderBook book = replicas.get(0).book;
        Instant until = Instant.now().plusSeconds(2);
        await(book.place(new OrderWish(Lever.breaker(REFUNDS_ONLY), Mode.SUSPENDED, "bob", "a", null, null)));
        await(book.place(new OrderWish(BREAKERS, Mode.AUTO, "bob", "b", null, null)));
        await(book.place(new OrderWish(BREAKERS, Mode.SUSPENDED, "bob", "c", until, null)));
        assertThat(replicas).allMatch(replica -> replica.breaker.view() == View.FORCED_OPEN);

        await().atMost(PATIENCE)
                .until(() -> replicas.stream().allMatch(replica -> replica.breaker.view() == View.CLOSED));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(EventsForTest.of(replicas.get(0).store, "{bw:ops}:"))
                        .map(event -> event.replaceAll("until=\\d+", "until=TIME"))
                        .containsExactly(
                                "{a=bob, k=breaker-forced, r=a, s=psp/refunds, state=open}",
                                "{a=bob, k=breaker-forced, r=b, s=psp, state=reset}",
                                "{a=bob, k=breaker-forced, r=c, s=psp, state=open, until=TIME}",
                                "{a=breakwater, k=breaker-forced, r=its time is over, s=psp, state=released}"));
    }

    private Placed force(Mode mode, @Nullable Long known) {
        return await(replicas.get(0).book.place(new OrderWish(BREAKERS, mode, "alice", "a drill", null, known)));
    }

    @Test
    void orders_outlive_the_store_s_restart() {
        place(0, Mode.DEGRADED, null, null);
        redis.kill();
        redis.start();
        place(1, Mode.SUSPENDED, null, null);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(replicas).allMatch(replica -> replica.levers.mode(REFUNDS) == Mode.SUSPENDED));
    }

    private Placed place(int replica, @Nullable Mode mode, @Nullable Instant until, @Nullable Long known) {
        OrderBook book = replicas.get(replica).book;
        OrderWish wish = new OrderWish(PSP, mode, "alice", "it is \"down\" \\ again: é", until, known);
        if (known == null && until == null && replica == 1) {
            // The store may just have come back: what was surely not done is tried again, as an operator would.
            return await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(failed -> failed.getCause() instanceof StoreUnavailable)
                    .until(() -> await(book.place(wish)), Placed::done);
        }
        return await(book.place(wish));
    }
}
