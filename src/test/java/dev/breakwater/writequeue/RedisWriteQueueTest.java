package dev.breakwater.writequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Lane;
import dev.breakwater.writequeue.Settlement.Bury;
import dev.breakwater.writequeue.Settlement.Park;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract on a real redis-server, and what only a store can do. */
final class RedisWriteQueueTest extends WriteQueueContract {

    private static QueueInRedis redis;

    @BeforeAll
    static void start() throws IOException {
        redis = new QueueInRedis(SETTINGS, true);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void clear() {
        redis.clear();
    }

    @Override
    <T> T on(Function<WriteQueue, Future<T>> step) {
        return redis.on(step);
    }

    @Override
    void advance(Duration by) {
        redis.advance(by);
    }

    @Test
    void poisoned_entry() {
        enqueue(laned("poison"));
        enqueue(laned("behind"));
        enqueue(write("other"));
        String base = base("poison");
        int head = redis.command(Command.GET, base).toString().indexOf('\n') + 1;
        redis.command(Command.SETRANGE, base, head, "scrambled");

        List<LeasedWrite> claimed = claim(5);
        LeasedWrite poisoned = claimed.stream()
                .filter(lease -> lease.id().equals(id("poison")))
                .findAny()
                .orElseThrow();
        assertThat(claimed).hasSize(2);
        assertThat(poisoned.request()).isNull();
        assertThat(poisoned.fault()).contains("cannot be read");
        settle(poisoned, new Park(poisoned.fault()));
        assertThat(claim(5)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "mangled", "of another type"})
    void a_broken_record_stops_only_its_lane_and_is_loud_once(String how) {
        enqueue(laned("poison"));
        enqueue(laned("behind"));
        enqueue(write("other"));
        String base = base("poison");
        if (how.equals("mangled")) {
            redis.command(Command.SET, base, "?");
        } else {
            redis.command(Command.DEL, base);
            if (how.equals("of another type")) {
                redis.command(Command.HSET, base, "v", "1");
            }
        }

        assertThat(claim(5)).extracting(LeasedWrite::id).containsExactly(id("other"));
        assertThat(claim(5)).isEmpty();
        sweep();
        assertThat(redis.alarms())
                .singleElement()
                .asString()
                .contains(id("poison").toString());
    }

    @Test
    void a_broken_record_that_becomes_the_head_does_not_undo_what_made_it_so() {
        enqueue(laned("head"));
        enqueue(laned("broken"));
        LeasedWrite head = claimOne();
        redis.command(Command.DEL, base("broken"));
        intendToSend(head);

        assertThat(deliver(head)).isTrue();
        assertThat(claim(5)).isEmpty();
    }

    @Test
    void a_record_of_another_version_is_not_guessed_at() {
        enqueue(write("a"));
        redis.command(Command.SETRANGE, base("a"), 0, "9");

        assertThat(claimOne().request()).isNull();
    }

    @Test
    void scripts_that_the_store_has_forgotten_are_given_to_it_again() {
        enqueue(write("a"));
        redis.command(Command.SCRIPT, "FLUSH");

        assertThat(claimOne().id()).isEqualTo(id("a"));
    }

    @Test
    void a_request_and_an_answer_do_not_stand_for_another_writes() {
        enqueue(write("a"));
        enqueue(write("b"));
        redis.command(Command.COPY, base("a"), base("b"), "REPLACE");

        assertThat(claim(2)).filteredOn(lease -> lease.request() == null).hasSize(1);
    }

    @Test
    void a_full_store_accepts_nothing_more_and_still_settles() {
        enqueue(write("a"));
        LeasedWrite lease = claimOne();
        redis.command(Command.CONFIG, "SET", "maxmemory", "1mb");
        try {
            assertThat(enqueue(write("b"))).isInstanceOf(Enqueued.Full.class);
            assertThat(enqueue(write("a"))).isInstanceOf(Enqueued.Unconfirmed.class);
            intendToSend(lease);
            assertThat(deliver(lease)).isTrue();
        } finally {
            redis.command(Command.CONFIG, "SET", "maxmemory", "0");
        }
    }

    @Test
    void a_durability_that_the_store_does_not_give_is_not_promised() {
        enqueue(write("a"));
        redis.command(Command.CONFIG, "SET", "appendfsync", "everysec");
        try {
            assertThat(enqueue(write("b"))).isNotInstanceOf(Enqueued.Accepted.class);
            Awaitility.await().until(() -> !redis.store().facts().fsyncs());
            assertThat(enqueue(write("c"))).isInstanceOf(Enqueued.NotDurable.class);
            assertThat(enqueue(write("a"))).isInstanceOf(Enqueued.Unconfirmed.class);
            assertThat(look(id("c"))).isNull();
            assertThat(shortfall("b")).isNotNull();
            assertThat(redis.alarms())
                    .as("loud, once")
                    .singleElement()
                    .asString()
                    .startsWith("STORE_NOT_DURABLE: ")
                    .contains("appendfsync always", "fsync is not accepted");
        } finally {
            redis.command(Command.CONFIG, "SET", "appendfsync", "always");
            Awaitility.await().until(() -> redis.store().facts().fsyncs());
        }
        assertThat(shortfall("b")).isNull();
        assertThat(enqueue(write("c"))).isInstanceOf(Enqueued.Accepted.class);
    }

    @Test
    void nothing_but_its_events_is_left_of_a_write_that_is_gone() {
        enqueue(laned("a"));
        intendToSend(claimOne());
        advance(LEASE);
        sweep();
        deliver(claimOne());
        advance(SETTINGS.keep());
        sweep();

        assertThat(redis.command(Command.KEYS, "{bw:q:0}:*"))
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("{bw:q:0}:epoch", "{bw:q:0}:n", "{bw:q:0}:scopes", "{bw:q:0}:audit");
    }

    @Test
    void its_events_tell_who_decided_what_and_why_and_hold_nothing_of_a_card() {
        enqueue(write("a"));
        settleNext(new Bury("refused for 4242424242424242"));
        replay("a", MAX_WAIT);
        settleNext(new Park("nobody knows"));
        resolveDelivered("a", null);
        enqueue(write("b"));
        cancel("b");
        String a = "s=" + id("a") + "}";

        assertThat(redis.events())
                .containsExactly(
                        "{a=checkout, durability=fsync, k=write-accepted, s=" + id("a") + ", scope=" + REFUNDS + "}",
                        "{a=breakwater, as=dead, k=write-settled, r=refused for 424242******4242, " + a,
                        "{a=ann, k=write-replayed, r=try again, " + a,
                        "{a=breakwater, as=parked, k=write-settled, r=nobody knows, " + a,
                        "{a=ann, as=delivered, k=write-resolved, r=found, " + a,
                        "{a=checkout, durability=fsync, k=write-accepted, s=" + id("b") + ", scope=" + REFUNDS + "}",
                        "{a=checkout, k=write-cancelled, s=" + id("b") + "}");
    }

    @Test
    void an_ordering_key_and_an_idempotency_key_may_hold_anything() {
        String odd = "~ a b%\n\u00e4\u20ac+/".repeat(12);
        NewWrite plain = write("a");
        Lane lane = new Lane("stripe", odd);
        enqueue(new NewWrite(
                plain.id(),
                plain.client(),
                plain.scope(),
                lane,
                new IdempotencyKey(odd),
                plain.request(),
                null,
                plain.maxWait(),
                plain.keyWindow(),
                null,
                plain.durability(),
                null));

        assertThat(find("a").lane()).isEqualTo(lane);
        assertThat(find("a").traceparent()).isNull();
        LeasedWrite lease = claimOne();
        assertThat(lease.key().value()).isEqualTo(odd);
        assertThat(lease.request()).isNotNull();
    }

    private String shortfall(String name) {
        QueuedWrite write = find(name);
        return on(queue -> queue.shortfall(write));
    }

    private static String base(String name) {
        return "{bw:q:0}:w:" + id(name).hash();
    }
}
