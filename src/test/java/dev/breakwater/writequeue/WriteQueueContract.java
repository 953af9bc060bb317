package dev.breakwater.writequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.store.Partitions;
import dev.breakwater.writequeue.QueuedWrite.Event;
import dev.breakwater.writequeue.Settlement.Again;
import dev.breakwater.writequeue.Settlement.Bury;
import dev.breakwater.writequeue.Settlement.Deliver;
import dev.breakwater.writequeue.Settlement.Park;
import dev.breakwater.writequeue.Settlement.Withdraw;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every write queue does. */
abstract class WriteQueueContract {

    static final QueueSettings SETTINGS =
            new QueueSettings(new Partitions(1), 10, Duration.ofDays(1), Duration.ofMinutes(10));
    static final Scope REFUNDS = new Scope("stripe", "refunds");
    static final Scope CAPTURES = new Scope("stripe", "captures");
    static final Lane LANE = new Lane("stripe", "pi_1");
    static final Duration LEASE = Duration.ofMinutes(1);
    static final Duration SOON = Duration.ofSeconds(30);
    static final Duration MAX_WAIT = Duration.ofHours(20);
    static final Duration KEY_WINDOW = Duration.ofHours(24);
    static final StoredAnswer ANSWER = new StoredAnswer(
            200, "OK", List.of(Map.entry("Request-Id", "req_1")), "{\"id\":\"re_1\"}".getBytes(StandardCharsets.UTF_8));

    abstract <T> T on(Function<WriteQueue, Future<T>> step);

    abstract void advance(Duration by);

    // ---- Enqueue

    @Test
    void an_accepted_write_is_found_as_it_was_submitted() {
        Enqueued enqueued = enqueue(laned("a"));

        assertThat(enqueued).isInstanceOf(Enqueued.Accepted.class);
        assertThat(((Enqueued.Accepted) enqueued).receipt().durability()).isEqualTo(Durability.FSYNC);
        QueuedWrite found = find("a");
        assertThat(found.client()).isEqualTo("checkout");
        assertThat(found.scope()).isEqualTo(REFUNDS);
        assertThat(found.lane()).isEqualTo(LANE);
        assertThat(found.state()).isEqualTo(new WriteState.Pending(found.acceptedAt(), false));
        assertThat(found.expiresAt()).isEqualTo(found.acceptedAt().plus(MAX_WAIT));
        assertThat(found.attempts()).isZero();
        assertThat(found.receipt().durability()).isEqualTo(Durability.FSYNC);
        assertThat(found.answer()).isNull();
        assertThat(found.traceparent()).isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(events("a")).containsExactly("accepted");
    }

    @Test
    void what_was_never_submitted_is_not_found() {
        assertThat(look(id("a"))).isNull();
        assertThat(cancel("a")).isFalse();
        assertThat(look(new WriteId(999, id("a").hash()))).isNull();
    }

    @Test
    void a_write_that_is_there_is_left_as_it_is() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();
        Enqueued again = enqueue(write("a"));

        assertThat(((Enqueued.Accepted) again).write().state()).isInstanceOf(WriteState.Leased.class);
        deliver(lease);
        assertThat(((Enqueued.Accepted) enqueue(write("a"))).write().state()).isEqualTo(new WriteState.Delivered());
        assertThat(depth()).isEqualTo("0 0 0 0");
    }

    @Test
    void as_many_writes_wait_as_may_and_no_more() {
        for (int i = 0; i < 10; i++) {
            assertThat(enqueue(write("w" + i))).isInstanceOf(Enqueued.Accepted.class);
        }
        LeasedWrite parked = claimOne();
        intendToSend(parked);
        settle(parked, new Park("lost"));
        claimOne();

        assertThat(enqueue(write("one more"))).isInstanceOf(Enqueued.Full.class);
        assertThat(look(id("one more"))).isNull();
        assertThat(enqueue(write("w3"))).isInstanceOf(Enqueued.Accepted.class);
        deliver(claimOne());
        assertThat(enqueue(write("one more"))).isInstanceOf(Enqueued.Accepted.class);
    }

    @Test
    void a_write_whose_key_nobody_has_used_is_noted_under_it_in_the_same_step() {
        assertThat(enqueue(ofNewKey(write("a")))).isInstanceOf(Enqueued.Accepted.class);
        assertThat(enqueue(ofNewKey(write("a")))).isInstanceOf(Enqueued.KeyNotNew.class);
        assertThat(live(ofNewKey(laned("b")), true)).isInstanceOf(Enqueued.Live.class);
        assertThat(live(ofNewKey(laned("b")), true)).isInstanceOf(Enqueued.KeyNotNew.class);
    }

    @Test
    void what_is_not_accepted_does_not_use_its_key_up() {
        enqueue(laned("a"));

        assertThat(live(ofNewKey(laned("b")), false)).isInstanceOf(Enqueued.LaneBusy.class);
        assertThat(live(ofNewKey(laned("b")), true)).isInstanceOf(Enqueued.Accepted.class);
    }

    // ---- Enqueue, live

    @Test
    void a_live_write_that_heads_its_lane_is_leased_with_its_intent() {
        Enqueued.Live live = (Enqueued.Live) live(laned("a"), true);

        assertThat(live.write().attempts()).isZero();
        assertThat(live.write().request()).isNotNull();
        assertThat(state("a")).isEqualTo(new WriteState.Leased(((WriteState.Leased) state("a")).until(), false, true));
        assertThat(find("a").attempts()).isEqualTo(1);
        assertThat(claim(5)).isEmpty();
        deliver(live.write());
        assertThat(state("a")).isEqualTo(new WriteState.Delivered());
        assertThat(events("a")).containsExactly("accepted", "attempted", "delivered");
    }

    @Test
    void a_live_write_waits_behind_the_writes_of_its_lane() {
        enqueue(laned("a"));
        Enqueued second = live(laned("b"), true);

        assertThat(second).isInstanceOf(Enqueued.Accepted.class);
        assertThat(state("b")).isInstanceOf(WriteState.Pending.class);
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void a_live_write_that_may_not_wait_is_not_stored_behind_others() {
        enqueue(laned("a"));

        assertThat(live(laned("b"), false)).isInstanceOf(Enqueued.LaneBusy.class);
        assertThat(look(id("b"))).isNull();
        assertThat(live(laned("a"), false)).isInstanceOf(Enqueued.Accepted.class);
    }

    @Test
    void a_crash_in_a_live_call_becomes_a_write_in_doubt() {
        live(laned("a"), true);
        enqueue(laned("b"));
        advance(LEASE.plusSeconds(1));

        assertThat(sweep()).isEqualTo(1);
        LeasedWrite again = claimOne();
        assertThat(again.id()).isEqualTo(id("a"));
        assertThat(again.inDoubt()).isTrue();
        assertThat(again.attempts()).isEqualTo(1);
    }

    @Test
    void a_live_write_whose_key_is_too_old_is_parked_at_once() {
        Enqueued enqueued = live(doubtful("a", KEY_WINDOW, LANE), true);

        assertThat(((Enqueued.Accepted) enqueued).write().state()).isInstanceOf(WriteState.Parked.class);
        assertThat(depth()).isEqualTo("0 0 1 0");
    }

    // ---- Claim

    @Test
    void a_claimed_write_comes_with_all_that_sending_needs() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();

        assertThat(lease.id()).isEqualTo(id("a"));
        assertThat(lease.client()).isEqualTo("checkout");
        assertThat(lease.scope()).isEqualTo(REFUNDS);
        assertThat(lease.key()).isEqualTo(new IdempotencyKey("key-a"));
        assertThat(lease.fault()).isNull();
        assertThat(new String(lease.request().body(), StandardCharsets.UTF_8)).isEqualTo("amount=100&for=a");
        assertThat(lease.inDoubt()).isFalse();
        assertThat(lease.lease()).isEqualTo(LEASE);
        assertThat(claim(5)).isEmpty();
        assertThat(depth()).isEqualTo("0 1 0 0");
    }

    @Test
    void the_earliest_to_expire_comes_first() {
        enqueue(expiring("late", Duration.ofHours(3)));
        enqueue(expiring("early", Duration.ofHours(1)));
        enqueue(expiring("middle", Duration.ofHours(2)));

        assertThat(claim(2)).extracting(LeasedWrite::id).containsExactly(id("early"), id("middle"));
        assertThat(claim(2)).extracting(LeasedWrite::id).containsExactly(id("late"));
    }

    @Test
    void the_earliest_to_expire_comes_first_also_among_those_put_off() {
        enqueue(expiring("late", Duration.ofHours(3)));
        enqueue(expiring("early", Duration.ofHours(1)));
        for (LeasedWrite lease : claim(2)) {
            settle(lease, new Again(lease.id().equals(id("early")) ? SOON : Duration.ofSeconds(1), false, "busy"));
        }
        advance(SOON);

        assertThat(claim(1)).extracting(LeasedWrite::id).containsExactly(id("early"));
    }

    @Test
    void only_the_named_routes_are_claimed_and_as_many_as_there_is_room_for() {
        enqueue(write("a"));
        enqueue(write("b"));
        enqueue(of("c", CAPTURES));

        assertThat(claim(Map.of())).isEmpty();
        assertThat(claim(Map.of(CAPTURES, 3))).extracting(LeasedWrite::id).containsExactly(id("c"));
        assertThat(claim(Map.of(REFUNDS, 1, CAPTURES, 1))).hasSize(1);
    }

    @Test
    void only_the_head_of_a_lane_is_claimed() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        enqueue(write("alone"));

        List<LeasedWrite> first = claim(5);
        assertThat(first).extracting(LeasedWrite::id).containsExactlyInAnyOrder(id("a"), id("alone"));
        assertThat(claim(5)).isEmpty();
        first.forEach(this::deliver);
        assertThat(claimOne().id()).isEqualTo(id("b"));
    }

    @Test
    void a_head_that_is_put_off_keeps_those_behind_it_waiting() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        settle(claimOne(), new Again(SOON, false, "busy"));

        assertThat(claim(5)).isEmpty();
        advance(SOON);
        assertThat(claimOne().id()).isEqualTo(id("a"));
    }

    @Test
    void a_parked_head_blocks_its_lane_until_it_is_resolved() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        settle(claimOne(), new Park("lost"));

        assertThat(claim(5)).isEmpty();
        assertThat(waiting()).isEqualTo(2);
        assertThat(resolveDelivered("a", null)).isTrue();
        assertThat(claimOne().id()).isEqualTo(id("b"));
    }

    @Test
    void a_dead_a_cancelled_and_a_discarded_head_let_their_lane_go_on() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        enqueue(laned("c"));
        enqueue(laned("d"));
        settle(claimOne(), new Bury("gone"));
        cancel("b");
        settle(claimOne(), new Park("lost"));
        discard("c");

        assertThat(claimOne().id()).isEqualTo(id("d"));
    }

    @Test
    void a_write_cancelled_in_the_middle_of_its_lane_leaves_a_gap_only() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        enqueue(laned("c"));
        assertThat(cancel("b")).isTrue();

        deliver(claimOne());
        assertThat(claimOne().id()).isEqualTo(id("c"));
    }

    // ---- Attempt

    @Test
    void an_intent_is_counted_once() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();

        assertThat(intend(lease)).isEqualTo(Intent.SEND);
        assertThat(intend(lease)).isEqualTo(Intent.SEND);
        assertThat(find("a").attempts()).isEqualTo(1);
        assertThat(events("a")).containsExactly("accepted", "attempted");
    }

    @Test
    void a_late_owner_may_neither_send_nor_settle_nor_give_back() {
        enqueue(write("a"));
        LeasedWrite late = claimOne();
        advance(LEASE);
        assertThat(intend(late)).isEqualTo(Intent.NOT_OURS);
        sweep();
        LeasedWrite owner = claimOne();

        assertThat(owner.token()).isNotEqualTo(late.token());
        assertThat(intend(late)).isEqualTo(Intent.NOT_OURS);
        assertThat(settle(late, new Deliver(ANSWER))).isFalse();
        assertThat(handBack(late)).isFalse();
        assertThat(state("a")).isInstanceOf(WriteState.Leased.class);
        assertThat(deliver(owner)).isTrue();
    }

    @Test
    void a_write_that_expired_before_its_first_attempt_dies() {
        enqueue(expiring("a", SOON));
        LeasedWrite lease = claimOne();
        advance(SOON);

        assertThat(intend(lease)).isEqualTo(Intent.EXPIRED);
        assertThat(state("a")).isEqualTo(new WriteState.Dead("expired"));
    }

    @Test
    void a_write_in_doubt_that_expired_is_parked_instead() {
        enqueue(inDoubt("a", Duration.ofHours(1)));
        advance(Duration.ofMinutes(59).plusSeconds(45));
        LeasedWrite lease = claimOne();
        advance(SOON);

        assertThat(intend(lease)).isEqualTo(Intent.TOO_OLD);
        assertThat(state("a").reasonIfAny()).isEqualTo("expired while it was not known whether it had been executed");
    }

    @Test
    void a_key_is_not_used_again_within_the_margin_of_its_window() {
        enqueue(windowed("a", Duration.ofHours(1)));
        LeasedWrite first = claimOne();
        intendToSend(first);
        settle(first, new Again(Duration.ofMinutes(45), true, "no answer"));
        advance(Duration.ofMinutes(45));
        LeasedWrite second = claimOne();
        assertThat(intend(second)).isEqualTo(Intent.SEND);
        settle(second, new Again(Duration.ofMinutes(5), true, "no answer"));
        advance(Duration.ofMinutes(5));

        assertThat(intend(claimOne())).isEqualTo(Intent.TOO_OLD);
        assertThat(state("a").reasonIfAny()).isEqualTo("its key is too old to be sent again");
    }

    @Test
    void a_key_that_was_never_used_does_not_age() {
        enqueue(windowed("a", Duration.ofHours(1)));
        LeasedWrite first = claimOne();
        intendToSend(first);
        settle(first, new Again(Duration.ofHours(2), false, "refused"));
        advance(Duration.ofHours(2));

        assertThat(intend(claimOne())).isEqualTo(Intent.SEND);
    }

    @Test
    void without_a_key_that_is_honoured_there_is_a_first_attempt_and_no_second() {
        enqueue(windowed("a", Duration.ZERO));
        LeasedWrite first = claimOne();
        intendToSend(first);
        settle(first, new Again(Duration.ZERO, true, "no answer"));

        assertThat(intend(claimOne())).isEqualTo(Intent.TOO_OLD);
        assertThat(state("a")).isInstanceOf(WriteState.Parked.class);
    }

    @Test
    void a_write_that_comes_in_doubt_brings_its_keys_age() {
        enqueue(doubtful("a", Duration.ofHours(23), null));
        LeasedWrite lease = claimOne();
        assertThat(lease.inDoubt()).isTrue();
        assertThat(intend(lease)).isEqualTo(Intent.SEND);
        settle(lease, new Again(Duration.ofHours(1), true, "no answer"));
        advance(Duration.ofHours(1));

        assertThat(intend(claimOne())).isEqualTo(Intent.TOO_OLD);
    }

    // ---- Settle

    @Test
    void a_delivered_write_shows_the_providers_answer() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();
        intendToSend(lease);
        assertThat(deliver(lease)).isTrue();
        assertThat(deliver(lease)).isFalse();

        assertThat(find("a").answer().status()).isEqualTo(200);
        assertThat(find("a").answer().headers()).isEqualTo(ANSWER.headers());
        assertThat(find("a").answer().body()).isEqualTo(ANSWER.body());
        assertThat(events("a")).containsExactly("accepted", "attempted", "delivered");
    }

    @Test
    void a_write_in_doubt_stays_so_whatever_comes_after() {
        enqueue(write("a"));
        settleNext(new Again(Duration.ZERO, true, "no answer"));
        settleNext(new Again(Duration.ZERO, false, "refused"));

        assertThat(claimOne().inDoubt()).isTrue();
    }

    @Test
    void what_surely_was_not_done_dies_or_is_withdrawn() {
        enqueue(write("a"));
        settleNext(new Bury("no such route any more"));
        enqueue(write("b"));
        settleNext(new Withdraw("its client was told so"));

        assertThat(state("a")).isEqualTo(new WriteState.Dead("no such route any more"));
        assertThat(state("b")).isEqualTo(new WriteState.Cancelled());
        assertThat(depth()).isEqualTo("0 0 0 1");
    }

    @Test
    void a_refusal_of_a_write_in_doubt_parks_it() {
        enqueue(doubtful("a", Duration.ofMinutes(1), null));
        settleNext(new Bury("refused"));
        enqueue(doubtful("b", Duration.ofMinutes(1), null));
        settleNext(new Withdraw("refused"));

        assertThat(state("a")).isEqualTo(new WriteState.Parked("refused"));
        assertThat(state("b")).isEqualTo(new WriteState.Parked("refused"));
    }

    @Test
    void a_lease_given_back_is_due_again_and_in_no_doubt() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();
        intendToSend(lease);
        assertThat(handBack(lease)).isTrue();

        assertThat(claimOne().inDoubt()).isFalse();
    }

    // ---- Sweep

    @Test
    void a_lease_that_ran_out_before_its_intent_leaves_no_doubt() {
        enqueue(write("a"));
        claimOne();
        advance(LEASE);

        assertThat(sweep()).isEqualTo(1);
        assertThat(claimOne().inDoubt()).isFalse();
        assertThat(events("a")).containsExactly("accepted", "reclaimed");
    }

    @Test
    void a_lease_that_ran_out_after_its_intent_leaves_its_write_in_doubt() {
        enqueue(write("a"));
        intendToSend(claimOne());
        advance(LEASE);

        assertThat(sweep()).isEqualTo(1);
        assertThat(claimOne().inDoubt()).isTrue();
    }

    @Test
    void a_lease_that_runs_is_left_alone() {
        enqueue(write("a"));
        claimOne();
        advance(LEASE.minusSeconds(5));

        assertThat(sweep()).isZero();
    }

    @Test
    void expired_writes_die_or_are_parked_wherever_they_wait() {
        enqueue(expiring("ready", SOON));
        enqueue(expiring("later", SOON));
        enqueue(inDoubt("doubt", SOON));
        for (LeasedWrite lease : claim(3)) {
            if (lease.id().equals(id("later"))) {
                settle(lease, new Again(Duration.ofHours(1), false, "busy"));
            } else {
                handBack(lease);
            }
        }
        enqueue(new NewWrite(
                id("head"),
                "checkout",
                REFUNDS,
                LANE,
                key("head"),
                request("head"),
                null,
                MAX_WAIT,
                KEY_WINDOW,
                null,
                Durability.FSYNC,
                null));
        enqueue(new NewWrite(
                id("behind"),
                "checkout",
                REFUNDS,
                LANE,
                key("behind"),
                request("behind"),
                null,
                SOON,
                KEY_WINDOW,
                null,
                Durability.FSYNC,
                null));
        advance(SOON);

        assertThat(claim(5)).extracting(LeasedWrite::id).containsExactly(id("head"));
        assertThat(sweep()).isEqualTo(4);
        assertThat(state("ready")).isEqualTo(new WriteState.Dead("expired"));
        assertThat(state("later")).isEqualTo(new WriteState.Dead("expired"));
        assertThat(state("behind")).isEqualTo(new WriteState.Dead("expired"));
        assertThat(state("doubt")).isInstanceOf(WriteState.Parked.class);
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void a_sweep_moves_no_more_than_it_may() {
        for (int i = 0; i < 5; i++) {
            enqueue(expiring("w" + i, SOON));
        }
        advance(SOON);

        assertThat(sweep(3)).isEqualTo(3);
        assertThat(sweep(3)).isEqualTo(2);
        assertThat(depth()).isEqualTo("0 0 0 5");
    }

    @Test
    void what_is_over_is_kept_as_long_as_is_configured_and_what_is_not_for_ever() {
        enqueue(write("delivered"));
        settleNext(new Deliver(ANSWER));
        enqueue(write("dead"));
        settleNext(new Bury("refused"));
        enqueue(write("parked"));
        settleNext(new Park("lost"));
        advance(SETTINGS.keep().minusSeconds(5));
        assertThat(sweep()).isZero();
        advance(Duration.ofSeconds(5));

        assertThat(sweep()).isEqualTo(1);
        assertThat(look(id("delivered"))).isNull();
        advance(Duration.ofDays(100));
        assertThat(sweep()).isZero();
        assertThat(state("dead")).isInstanceOf(WriteState.Dead.class);
        assertThat(state("parked")).isInstanceOf(WriteState.Parked.class);
    }

    // ---- Cancel

    @Test
    void a_pending_write_is_cancelled_once() {
        enqueue(write("a"));

        assertThat(cancel("a")).isTrue();
        assertThat(cancel("a")).isFalse();
        assertThat(state("a")).isEqualTo(new WriteState.Cancelled());
        assertThat(claim(5)).isEmpty();
    }

    @Test
    void neither_a_leased_write_nor_one_in_doubt_is_cancelled() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();
        assertThat(cancel("a")).isFalse();
        settle(lease, new Again(SOON, true, "no answer"));

        assertThat(cancel("a")).isFalse();
    }

    // ---- Resolve, replay, discard

    @Test
    void a_parked_write_is_resolved_as_delivered_with_its_answer() {
        enqueue(write("a"));
        settleNext(new Park("lost"));

        assertThat(resolveDelivered("a", ANSWER)).isTrue();
        assertThat(resolveDelivered("a", ANSWER)).isFalse();
        assertThat(find("a").answer().status()).isEqualTo(200);
        assertThat(find("a").timeline())
                .last()
                .extracting(Event::what, Event::detail)
                .containsExactly("resolved", "ann: found");
    }

    @Test
    void a_parked_write_that_was_not_done_is_due_again_and_in_no_doubt() {
        enqueue(doubtful("a", Duration.ofMinutes(1), null));
        settleNext(new Park("lost"));

        assertThat(resolveUndone("a")).isTrue();
        assertThat(claimOne().inDoubt()).isFalse();
    }

    @Test
    void parked_writes_that_may_have_been_executed_are_given_with_their_requests_the_longest_parked_first() {
        enqueue(write("never sent"));
        settleNext(new Park("unreadable"));
        for (String name : List.of("a", "b", "c")) {
            enqueue(write(name));
            parkInDoubt(claimOne());
            advance(Duration.ofSeconds(1));
        }
        enqueue(of("d", CAPTURES));
        parkInDoubt(claim(Map.of(CAPTURES, 1)).get(0));

        ParkedWrite.Page all = parked(Set.of(REFUNDS), 0, 10);
        assertThat(all.seen()).isEqualTo(5);
        assertThat(all.writes()).extracting(ParkedWrite::id).containsExactly(id("a"), id("b"), id("c"));
        ParkedWrite first = all.writes().get(0);
        assertThat(first.key()).isEqualTo(key("a"));
        assertThat(first.scope()).isEqualTo(REFUNDS);
        assertThat(first.traceparent()).startsWith("00-0af7651916cd43dd8448eb211c80319c");
        assertThat(first.request()).isNotNull();
        assertThat(first.request().body()).isEqualTo(request("a").body());
        assertThat(first.parkedFor()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(9));
        ParkedWrite.Page some = parked(Set.of(REFUNDS, CAPTURES), 3, 10);
        assertThat(some.seen()).isEqualTo(2);
        assertThat(some.writes()).extracting(ParkedWrite::id).containsExactly(id("c"), id("d"));
        assertThat(parked(Set.of(REFUNDS), 0, 2).seen()).isEqualTo(2);
        assertThat(parked(Set.of(REFUNDS), 5, 2).seen()).isZero();
    }

    @Test
    void what_was_found_out_about_one_parking_decides_about_no_other() {
        enqueue(write("a"));
        parkInDoubt(claimOne());
        ParkedWrite before = parkedOne();
        assertThat(undone(before)).isTrue();
        parkInDoubt(claimOne());

        assertThat(undone(before)).isFalse();
        assertThat(found(before)).isFalse();
        assertThat(state("a")).isInstanceOf(WriteState.Parked.class);
        ParkedWrite now = parkedOne();
        assertThat(found(now)).isTrue();
        assertThat(found(now)).isFalse();
        assertThat(find("a").answer()).isNotNull();
        assertThat(find("a").timeline()).last().extracting(Event::detail).isEqualTo("ann: found");
    }

    @Test
    void what_surely_was_not_done_and_is_no_longer_wanted_becomes_dead() {
        enqueue(write("a"));
        parkInDoubt(claimOne());
        advance(MAX_WAIT);
        ParkedWrite late = parkedOne();
        assertThat(undone(late)).isTrue();

        assertThat(claim(1)).isEmpty();
        assertThat(sweep()).isEqualTo(1);
        assertThat(state("a")).isEqualTo(new WriteState.Dead("expired"));
    }

    @Test
    void a_dead_write_is_replayed_at_the_end_of_its_lane_with_a_new_time_limit() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        settle(claimOne(), new Bury("refused"));
        LeasedWrite other = claimOne();
        advance(MAX_WAIT);
        assertThat(replay("a", Duration.ofHours(1))).isTrue();

        assertThat(claim(5)).isEmpty();
        deliver(other);
        LeasedWrite replayed = claimOne();
        assertThat(replayed.id()).isEqualTo(id("a"));
        assertThat(intend(replayed)).isEqualTo(Intent.SEND);
        assertThat(replay("a", Duration.ofHours(1))).isFalse();
    }

    @Test
    void only_parked_and_dead_writes_are_discarded() {
        enqueue(write("a"));
        assertThat(discard("a")).isFalse();
        settleNext(new Bury("refused"));
        assertThat(discard("a")).isTrue();

        assertThat(state("a")).isEqualTo(new WriteState.Discarded());
        assertThat(replay("a", MAX_WAIT)).isFalse();
        assertThat(depth()).isEqualTo("0 0 0 0");
    }

    // ---- Looking

    @Test
    void writes_are_listed_by_state_the_newest_first() {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            enqueue(write(name));
            advance(Duration.ofSeconds(1));
        }
        settleNext(new Park("lost"));
        advance(Duration.ofSeconds(1));
        settleNext(new Park("lost"));
        settleNext(new Bury("refused"));
        claimOne();

        assertThat(listed("pending")).containsExactly(id("f"), id("e"));
        assertThat(listed("leased")).containsExactly(id("d"));
        assertThat(listed("parked")).containsExactly(id("b"), id("a"));
        assertThat(listed("dead")).containsExactly(id("c"));
        assertThat(list("pending", 1)).hasSize(1);
        assertThat(depthNow().oldest()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    @Test
    void what_waits_is_told_of_each_provider() {
        enqueue(of("other", new Scope("adyen", "payouts")));
        advance(Duration.ofSeconds(5));
        for (String name : List.of("a", "b", "c")) {
            enqueue(laned(name));
        }
        settleNext(new Park("lost"));
        enqueue(write("d"));
        settleNext(new Bury("refused"));

        Depth.OfProvider stripe = depthNow().providers().get("stripe");
        Depth.OfProvider adyen = depthNow().providers().get("adyen");
        assertThat(stripe).isNotNull();
        assertThat(List.of(stripe.pending(), stripe.leased(), stripe.parked(), stripe.dead()))
                .containsExactly(2, 0, 1, 1);
        assertThat(stripe.oldest()).isLessThan(Duration.ofSeconds(5));
        assertThat(stripe.exact()).isTrue();
        assertThat(adyen).isNotNull();
        assertThat(List.of(adyen.pending(), adyen.leased(), adyen.parked(), adyen.dead()))
                .containsExactly(1, 0, 0, 0);
        assertThat(adyen.oldest()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    @Test
    void lookups_in_vain_are_told_as_long_as_it_is_parked_as_it_was() {
        enqueue(laned("a"));
        parkInDoubt(claimOne());
        ParkedWrite parked = parkedOne();
        assertThat(find("a").lookups()).isNull();
        assertThat(looked(parked, "not found")).isTrue();
        assertThat(looked(parked, "not well")).isTrue();

        QueuedWrite.Lookups told = find("a").lookups();
        assertThat(told).isNotNull();
        assertThat(told.count()).isEqualTo(2);
        assertThat(told.gave()).isEqualTo("not well");
        assertThat(Duration.between(told.at(), told.next())).isEqualTo(SOON);
        assertThat(parkedOne().fence()).isEqualTo(parked.fence());
        assertThat(resolveUndone("a")).isTrue();
        assertThat(looked(parked, "too late")).isFalse();
        parkInDoubt(claimOne());
        assertThat(find("a").lookups()).isNull();
        assertThat(looked(parked, "about the parking before")).isFalse();
    }

    private boolean looked(ParkedWrite write, String gave) {
        return on(queue -> queue.looked(write, gave, SOON));
    }

    @Test
    void a_filter_comes_before_the_limit() {
        enqueue(laned("a"));
        enqueue(laned("b"));
        advance(Duration.ofSeconds(1));
        enqueue(of("c", CAPTURES));
        enqueue(of("d", CAPTURES));

        WriteFilter lane = new WriteFilter("stripe", null, LANE.value(), null);
        assertThat(search("pending", new WriteFilter("stripe", "refunds", null, null), 1))
                .hasSize(2);
        assertThat(search("pending", new WriteFilter("stripe", "captures", null, null), 1))
                .hasSize(2);
        assertThat(search("pending", new WriteFilter("adyen", null, null, null), 1))
                .isEmpty();
        assertThat(search("pending", lane, 1)).containsExactlyInAnyOrder(id("a"), id("b"));
        settleNext(new Bury("no account"));
        settleNext(new Bury("no permission"));
        assertThat(search("dead", new WriteFilter(null, null, null, "permission"), 1))
                .containsExactly(id("b"));
    }

    @Test
    void what_becomes_due_between_two_pages_is_met_once() {
        for (int i = 0; i < 6; i++) {
            enqueue(write("w" + i));
        }
        List<WriteId> putOff = new ArrayList<>(); // which are first is by hash where several came in one millisecond
        for (int i = 0; i < 4; i++) {
            putOff.add(settleNext(new Again(SOON.plusSeconds(i), false, "busy")));
        }
        WriteSearch.Page first = page("pending", true, WriteFilter.ANY, 2, null);
        advance(SOON.multipliedBy(2));
        List<WriteId> met = new ArrayList<>(ids(first));
        met.addAll(all("pending", true, WriteFilter.ANY, 2, first.next()));

        assertThat(ids(first)).containsExactly(putOff.get(3), putOff.get(2));
        assertThat(met).containsExactlyInAnyOrder(id("w0"), id("w1"), id("w2"), id("w3"), id("w4"), id("w5"));
    }

    @Test
    void what_died_at_the_same_time_is_met_once_and_upwards_the_oldest_come_first() {
        for (int i = 0; i < 5; i++) {
            enqueue(expiring("w" + i, SOON));
        }
        advance(SOON);
        sweep();
        advance(SOON);
        enqueue(write("late"));
        settleNext(new Bury("refused"));

        assertThat(all("dead", true, WriteFilter.ANY, 2, null)).hasSize(6).doesNotHaveDuplicates();
        assertThat(all("dead", true, WriteFilter.ANY, 2, null)).startsWith(id("late"));
        assertThat(all("dead", false, WriteFilter.ANY, 2, null)).hasSize(6).doesNotHaveDuplicates();
        assertThat(all("dead", false, WriteFilter.ANY, 2, null)).endsWith(id("late"));
    }

    @Test
    void dead_ones_are_found_by_when_they_died() {
        enqueue(write("a"));
        settleNext(new Bury("refused"));
        Instant first = find("a").timeline().get(1).at();
        advance(SOON);
        enqueue(write("b"));
        settleNext(new Bury("refused"));
        Instant second = find("b").timeline().get(1).at();

        for (boolean newestFirst : new boolean[] {true, false}) {
            assertThat(died(newestFirst, first, second)).containsExactly(id("a"));
            assertThat(died(newestFirst, first.plusMillis(1), null)).containsExactly(id("b"));
            assertThat(died(newestFirst, null, first)).isEmpty();
            assertThat(died(newestFirst, null, second.plusMillis(1))).hasSize(2);
        }
    }

    private List<WriteId> died(boolean newestFirst, @Nullable Instant from, @Nullable Instant to) {
        WriteSearch.Query query = new WriteSearch.Query("dead", newestFirst, WriteFilter.ANY, from, to, 10);
        return ids(on(queue -> WriteSearch.page(queue, query, null)));
    }

    @Test
    void a_timeline_keeps_its_beginning_and_its_last_events() {
        enqueue(write("a"));
        for (int i = 0; i < 60; i++) {
            settleNext(new Again(Duration.ZERO, false, "busy " + i));
        }

        List<Event> timeline = find("a").timeline();
        assertThat(timeline).hasSize(QueuedWrite.TIMELINE_MAX);
        assertThat(timeline.get(0).what()).isEqualTo("accepted");
        assertThat(timeline).last().extracting(Event::detail).isEqualTo("busy 59");
        assertThat(timeline.get(1).detail()).isEqualTo("busy 11");
    }

    // ---- In few words

    static WriteId id(String name) {
        return new WriteId(0, new KeyScope("checkout", REFUNDS, key(name)).hash());
    }

    static IdempotencyKey key(String name) {
        return new IdempotencyKey("key-" + name.replace(' ', '-'));
    }

    static StoredRequest request(String name) {
        return new StoredRequest(
                "POST",
                "/stripe/v1/refunds",
                List.of(Map.entry("Content-Type", "application/x-www-form-urlencoded")),
                ("amount=100&for=" + name).getBytes(StandardCharsets.UTF_8));
    }

    static NewWrite write(String name) {
        return write(name, REFUNDS, null, MAX_WAIT, KEY_WINDOW, null);
    }

    static NewWrite laned(String name) {
        return write(name, REFUNDS, LANE, MAX_WAIT, KEY_WINDOW, null);
    }

    static NewWrite of(String name, Scope scope) {
        return write(name, scope, null, MAX_WAIT, KEY_WINDOW, null);
    }

    static NewWrite expiring(String name, Duration maxWait) {
        return write(name, REFUNDS, null, maxWait, KEY_WINDOW, null);
    }

    static NewWrite windowed(String name, Duration window) {
        return write(name, REFUNDS, null, MAX_WAIT, window, null);
    }

    static NewWrite doubtful(String name, Duration since, @Nullable Lane lane) {
        return write(name, REFUNDS, lane, MAX_WAIT, KEY_WINDOW, since);
    }

    static NewWrite inDoubt(String name, Duration maxWait) {
        return write(name, REFUNDS, null, maxWait, KEY_WINDOW, Duration.ZERO);
    }

    static NewWrite write(
            String name,
            Scope scope,
            @Nullable Lane lane,
            Duration maxWait,
            Duration window,
            @Nullable Duration doubt) {
        return new NewWrite(
                id(name),
                "checkout",
                scope,
                lane,
                key(name),
                request(name),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                maxWait,
                window,
                doubt,
                Durability.FSYNC,
                null);
    }

    static NewWrite ofNewKey(NewWrite write) {
        return new NewWrite(
                write.id(),
                write.client(),
                write.scope(),
                write.lane(),
                write.key(),
                write.request(),
                write.traceparent(),
                write.maxWait(),
                write.keyWindow(),
                write.doubt(),
                write.durability(),
                new KeyMark("fingerprint", KEY_WINDOW));
    }

    Enqueued enqueue(NewWrite write) {
        return on(queue -> queue.enqueue(write));
    }

    Enqueued live(NewWrite write, boolean mayWait) {
        return on(queue -> queue.enqueueLive(write, LEASE, mayWait));
    }

    List<LeasedWrite> claim(int room) {
        return on(queue -> queue.claim(0, Map.of(REFUNDS, room), LEASE));
    }

    LeasedWrite claimOne() {
        List<LeasedWrite> claimed = claim(1);
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    /** Sent, and parked without an answer. */
    void parkInDoubt(LeasedWrite lease) {
        intendToSend(lease);
        assertThat(settle(lease, new Park("lost"))).isTrue();
    }

    ParkedWrite.Page parked(Set<Scope> scopes, int from, int limit) {
        return on(queue -> queue.parked(0, scopes, from, limit));
    }

    ParkedWrite parkedOne() {
        List<ParkedWrite> parked = parked(Set.of(REFUNDS), 0, 2).writes();
        assertThat(parked).hasSize(1);
        return parked.get(0);
    }

    Intent intend(LeasedWrite lease) {
        return on(queue -> queue.intend(lease));
    }

    void intendToSend(LeasedWrite lease) {
        assertThat(intend(lease)).isEqualTo(Intent.SEND);
    }

    boolean settle(LeasedWrite lease, Settlement settlement) {
        return on(queue -> queue.settle(lease, settlement));
    }

    boolean deliver(LeasedWrite lease) {
        return settle(lease, new Deliver(ANSWER));
    }

    /** Gives the one that it was. */
    WriteId settleNext(Settlement settlement) {
        LeasedWrite next = claimOne();
        assertThat(settle(next, settlement)).isTrue();
        return next.id();
    }

    List<LeasedWrite> claim(Map<Scope, Integer> room) {
        return on(queue -> queue.claim(0, room, LEASE));
    }

    boolean handBack(LeasedWrite lease) {
        return on(queue -> queue.handBack(lease));
    }

    boolean cancel(String name) {
        return on(queue -> queue.cancel(id(name)));
    }

    boolean resolveDelivered(String name, @Nullable StoredAnswer answer) {
        return on(queue -> queue.resolveDelivered(id(name), answer, new Decision("ann", "found")));
    }

    boolean resolveUndone(String name) {
        return on(queue -> queue.resolveUndone(id(name), new Decision("ann", "not there")));
    }

    boolean undone(ParkedWrite write) {
        return on(queue -> queue.resolveUndone(write, new Decision("ann", "not there")));
    }

    boolean found(ParkedWrite write) {
        return on(queue -> queue.resolveDelivered(write, ANSWER, new Decision("ann", "found")));
    }

    boolean replay(String name, Duration maxWait) {
        return on(queue -> queue.replay(id(name), maxWait, new Decision("ann", "try again")));
    }

    boolean discard(String name) {
        return on(queue -> queue.discard(id(name), new Decision("ann", "given up")));
    }

    int sweep() {
        return sweep(100);
    }

    int sweep(int limit) {
        return on(queue -> queue.sweep(0, limit));
    }

    @Nullable
    QueuedWrite look(WriteId id) {
        return on(queue -> queue.find(id));
    }

    int waiting() {
        return on(queue -> queue.waiting(LANE));
    }

    QueuedWrite find(String name) {
        QueuedWrite found = look(id(name));
        assertThat(found).isNotNull();
        return found;
    }

    WriteState state(String name) {
        return find(name).state();
    }

    List<String> events(String name) {
        return find(name).timeline().stream().map(Event::what).toList();
    }

    List<QueuedWrite> list(String state, int limit) {
        return page(state, true, WriteFilter.ANY, limit, null).writes();
    }

    WriteSearch.Page page(String state, boolean newestFirst, WriteFilter filter, int limit, @Nullable String next) {
        assertThat(next == null || WriteSearch.isCursor(next, state)).isTrue();
        WriteSearch.Query query = new WriteSearch.Query(state, newestFirst, filter, null, null, limit);
        return on(queue -> WriteSearch.page(queue, query, next));
    }

    /** What all pages from {@code next} on have. */
    List<WriteId> all(String state, boolean newestFirst, WriteFilter filter, int limit, @Nullable String next) {
        List<WriteId> met = new ArrayList<>();
        String at = next;
        do {
            WriteSearch.Page page = page(state, newestFirst, filter, limit, at);
            met.addAll(ids(page));
            at = page.next();
        } while (at != null);
        return met;
    }

    List<WriteId> search(String state, WriteFilter filter, int limit) {
        return all(state, true, filter, limit, null);
    }

    static List<WriteId> ids(WriteSearch.Page page) {
        return page.writes().stream().map(QueuedWrite::id).toList();
    }

    List<WriteId> listed(String state) {
        return list(state, 10).stream().map(QueuedWrite::id).toList();
    }

    Depth depthNow() {
        return on(queue -> queue.depth(0));
    }

    /** Pending, leased, parked, dead. */
    String depth() {
        Depth depth = depthNow();
        return depth.pending() + " " + depth.leased() + " " + depth.parked() + " " + depth.dead();
    }
}
