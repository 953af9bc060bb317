package dev.breakwater.mode;

import static dev.breakwater.mode.ReplicaForTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.mode.TimersByHand.Timer;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.Script;
import dev.breakwater.store.StoreForTest;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The times that docs/modes.md promises, by clocks and timers that the tests move. */
class OrderBookTimesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Scope REFUNDS = new Scope("psp", "refunds");
    private static final Lever PSP = Lever.mode(new OrderScope("psp", null));
    private static final String ORDERS = Partitions.prefix(Partitions.CONTROL) + "orders";
    private static final String VERSION = Partitions.prefix(Partitions.CONTROL) + "version";

    private final RedisForTest redis = new RedisForTest();
    private final StoreForTest store = new StoreForTest(redis.port(), 2);
    private final TimersByHand timers = new TimersByHand(store.vertx());
    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = new Ticker() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }
    };
    private final ReplicaLevers levers = new ReplicaLevers(ticker, Map.of());
    private final OrderBook book = new OrderBook(
            timers.vertx(), store.store(), "here", levers, Redaction.standard(), ticker, OrderBook.CONFIRM_MAX);

    @BeforeEach
    void start() {
        await(book.start());
    }

    @AfterEach
    void close() {
        await(book.stop());
        store.close();
        redis.close();
    }

    @Test
    void a_replica_that_hears_of_nothing_looks_twice_a_second() {
        Timer look = timers.next();
        assertThat(look.periodic()).isTrue();
        assertThat(look.millis()).isEqualTo(500);
        ordered("degraded");
        String order = store.command(Command.HGET, ORDERS, PSP).toString();
        ordered(""); // taken back
        await().atMost(PATIENCE).until(() -> await(book.followers()).stream().anyMatch(one -> one.version() == 2));
        store.command(Command.HSET, ORDERS, PSP, order); // and nobody is told
        store.command(Command.INCR, VERSION);
        assertThat(levers.mode(REFUNDS)).isEqualTo(Mode.AUTO);

        timers.fire(look);

        await().atMost(PATIENCE).until(() -> levers.mode(REFUNDS) == Mode.DEGRADED);
    }

    @Test
    void an_answer_waits_two_seconds_for_who_has_not_confirmed_and_no_longer() {
        seen("silent");
        timers.next(); // it looks
        Future<Placed> placed = book.place(new OrderWish(PSP, Mode.DEGRADED, "alice", "a drill", null, null));
        Timer first = timers.next();
        nanos.set(Duration.ofSeconds(2).toNanos() - 1);
        timers.fire(first);
        Timer second = timers.next(); // it has asked, and will again
        assertThat(placed.isComplete()).isFalse();

        nanos.set(Duration.ofSeconds(2).toNanos());
        timers.fire(second);

        assertThat(await(placed).missing()).containsExactly("silent");
        assertThat(timers.others()).isEmpty();
    }

    @Test
    void who_has_been_silent_for_ten_minutes_is_no_longer_waited_for() {
        seen("silent");
        store.advance(Duration.ofMinutes(9).plusSeconds(30));
        seen("other");
        assertThat(await(book.followers())).extracting(Follower::replica).contains("silent", "other");

        store.advance(Duration.ofSeconds(31));
        seen("other");

        assertThat(await(book.followers()))
                .extracting(Follower::replica)
                .contains("other")
                .doesNotContain("silent");
    }

    private void ordered(String mode) {
        store.on(link -> link.run(
                Script.named("order", "audit", "orders"),
                Partitions.CONTROL,
                List.of(PSP, "", mode, "alice", "a drill", "")));
    }

    /** A replica says that it obeys what it knows, which is nothing. */
    private void seen(String replica) {
        store.on(link ->
                link.run(Script.named("order-look", "audit", "orders"), Partitions.CONTROL, List.of(replica, "0")));
    }
}
