package dev.breakwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Durability;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The store as it is, goes, comes back, and is not what it was: with a real redis-server. */
class StoreTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Script STEP = Script.named("test-step");
    private static final Script ACCEPT = Script.named("test-accept");

    private static StoreSettings settings(Duration timeout) {
        return new StoreSettings(new Partitions(2), timeout, 1, Duration.ofSeconds(2), 0.8);
    }

    private static Response step(StoreForTest store) {
        return store.on(link -> link.run(STEP, 1, List.of("x")));
    }

    private static boolean works(StoreForTest store) {
        return store.<Boolean>on(
                link -> link.run(STEP, 1, List.of("x")).map(true).otherwise(false));
    }

    @Test
    void a_step_is_taken_with_what_its_durability_is() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            assertThat(step(store).toString()).isEqualTo("{bw:q:1}:x");
            Stored stored = store.on(link -> link.runDurably(STEP, 1, List.of("x"), Durability.FSYNC));
            assertThat(stored.receipt()).isNotNull();
            assertThat(stored.receipt().durability()).isEqualTo(Durability.FSYNC);
            assertThat(store.store().shortOf(Durability.FSYNC)).isNull();
            assertThat(store.store().shortOf(Durability.REPLICATED)).contains("0 replicas");
        }
    }

    @Test
    void everysec_is_not_called_durable_also_if_it_is_set_while_running() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            store.command(Command.CONFIG, "SET", "appendfsync", "everysec");
            Stored stored = store.on(link -> link.runDurably(STEP, 1, List.of("x"), Durability.FSYNC));
            assertThat(stored.receipt()).as("told with the very next write").isNull();
            assertThat(stored.shortfall()).contains("no longer forces");
            await().atMost(PATIENCE).until(() -> store.store().shortOf(Durability.FSYNC) != null);
            assertThat(store.store().shortOf(Durability.FSYNC)).contains("appendfsync always");
            assertThat(store.store().shortOf(Durability.MEMORY)).isNull();
            store.command(Command.CONFIG, "SET", "appendfsync", "always");
            await().atMost(PATIENCE).until(() -> store.store().shortOf(Durability.FSYNC) == null);
        }
    }

    @Test
    void a_store_that_may_evict_is_trusted_with_nothing() {
        try (RedisForTest redis = new RedisForTest("maxmemory-policy", "allkeys-lru");
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            assertThat(store.store().shortOf(Durability.MEMORY)).contains("noeviction");
        }
    }

    @Test
    void redis_gone_and_back() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            step(store);
            redis.kill();
            assertThatThrownBy(() -> step(store)).hasCauseInstanceOf(StoreUnavailable.class);
            await().atMost(PATIENCE).until(() -> !store.store().isOpen());
            redis.start();
            await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
            assertThat(store.alarms()).as("degraded is quiet").isEmpty();
        }
    }

    @Test
    void a_store_that_an_earlier_version_set_up_is_given_what_it_lacks_and_no_other_is() {
        try (RedisForTest redis = new RedisForTest()) {
            try (StoreForTest store = new StoreForTest(redis.port(), 2)) {
                store.command(Command.DEL, "{bw:ops}:epoch");
                store.command(Command.HDEL, "{bw:q}:meta", "control"); // as a version without it would have left it
            }
            try (StoreForTest store = new StoreForTest(redis.port(), 2)) {
                assertThat(control(store)).isTrue();
                store.command(Command.DEL, "{bw:ops}:epoch");
            }
            try (StoreForTest store = new StoreForTest(redis.port(), 2)) {
                assertThat(control(store)).isFalse();
                assertThat(store.alarms()).singleElement().asString().startsWith("STORE_LOST");
            }
        }
    }

    private static boolean control(StoreForTest store) {
        return store.<Boolean>on(link ->
                link.run(STEP, Partitions.CONTROL, List.of("x")).map(true).otherwise(false));
    }

    @Test
    void a_store_that_is_not_there_yet_may_come_later() {
        try (RedisForTest redis = new RedisForTest()) {
            redis.kill();
            try (StoreForTest store = new StoreForTest(redis.port(), 2)) {
                assertThat(store.store().isOpen()).isFalse();
                assertThatThrownBy(() -> step(store)).hasCauseInstanceOf(StoreUnavailable.class);
                redis.start();
                await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
            }
        }
    }

    @Test
    void redis_paused() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), settings(Duration.ofMillis(500)))) {
            await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
            redis.pause();
            assertThatThrownBy(() -> step(store))
                    .hasCauseInstanceOf(StoreUnavailable.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreUnavailable.class,
                            late -> assertThat(late.isMaybeDone())
                                    .as("it may be taken when the store wakes up")
                                    .isTrue());
            assertThatThrownBy(() -> step(store))
                    .as("those behind it do not wait")
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreUnavailable.class,
                            late -> assertThat(late.isMaybeDone()).isFalse());
            redis.resume();
            await().atMost(PATIENCE).until(() -> works(store));
        }
    }

    @Test
    void a_connection_that_says_nothing_is_given_up_for_another() throws IOException {
        try (RedisForTest redis = new RedisForTest();
                SilentWire wire = new SilentWire(redis.port());
                StoreForTest store = new StoreForTest(wire.port(), settings(Duration.ofMillis(500)))) {
            await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
            wire.silence();
            long silentSince = System.nanoTime();
            assertThatThrownBy(() -> step(store)).hasCauseInstanceOf(StoreUnavailable.class);
            await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
            assertThat(Duration.ofNanos(System.nanoTime() - silentSince))
                    .as("not at once: a store that is slow must not have to take new connections all the time")
                    .isGreaterThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void so_many_steps_wait_for_a_store_and_no_more() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            redis.pause(); // before the link has a connection
            Throwable refused = store.on(link -> {
                for (int i = 0; i < NodeLink.WAITING_MAX; i++) {
                    assertThat(link.run(STEP, 1, List.of("x")).failed()).isFalse();
                }
                Future<Response> oneMore = link.run(STEP, 1, List.of("x"));
                return Future.succeededFuture(oneMore.cause());
            });
            assertThat(refused).isInstanceOfSatisfying(StoreUnavailable.class, full -> {
                assertThat(full).hasMessageContaining("20000 steps are waiting");
                assertThat(full.isMaybeDone()).isFalse();
            });
            redis.resume();
            await().atMost(PATIENCE).until(() -> store.store().isOpen() && works(store));
        }
    }

    @Test
    void redis_restarted_empty_is_noticed_and_loud_once() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            step(store);
            redis.wipe();
            redis.start();
            await().atMost(PATIENCE).until(() -> !store.alarms().isEmpty());
            assertThat(store.alarms()).singleElement().asString().startsWith("STORE_LOST");
            assertThatThrownBy(() -> step(store)).hasMessageContaining("lost what it had acknowledged");
            assertThat(store.store().isOpen()).isFalse();
            assertThat(works(store)).as("an empty store is no empty queue").isFalse();
            assertThat(store.alarms()).hasSize(1);
        }
    }

    @Test
    void a_step_itself_notices_that_its_partition_has_no_marker() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            store.command(Command.DEL, "{bw:q:1}:epoch");
            assertThatThrownBy(() -> step(store)).hasCauseInstanceOf(StoreUnavailable.class);
            assertThat(store.alarms()).singleElement().asString().startsWith("STORE_LOST");
        }
    }

    @Test
    void another_partition_count_is_refused() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest first = new StoreForTest(redis.port(), 2);
                StoreForTest other = new StoreForTest(redis.port(), 3)) {
            assertThat(first.store().isOpen()).isTrue();
            assertThat(other.store().isOpen()).isFalse();
        }
    }

    @Test
    void redis_out_of_memory_refuses_what_is_new_and_still_takes_what_ends_something() {
        try (RedisForTest redis = new RedisForTest();
                StoreForTest store = new StoreForTest(redis.port(), 2)) {
            assertThat(store.store().isFull()).isFalse();
            store.command(Command.CONFIG, "SET", "maxmemory", "1mb");
            assertThatThrownBy(() -> store.on(link -> link.run(ACCEPT, 1, List.of("x"))))
                    .cause()
                    .isInstanceOfSatisfying(StoreUnavailable.class, full -> {
                        assertThat(full.isMaybeDone()).isFalse();
                        assertThat(full).hasMessageContaining("OOM");
                    });
            assertThat(step(store).toString()).isEqualTo("{bw:q:1}:x");
            await().atMost(PATIENCE).until(() -> store.store().isFull());
            assertThat(store.store().isOpen()).isTrue();
        }
    }

    @Test
    void a_replica_is_told_of_only_if_it_confirmed() {
        try (RedisForTest redis = new RedisForTest();
                RedisForTest replica = new RedisForTest("replicaof", "127.0.0.1 " + redis.port());
                StoreForTest store = new StoreForTest(redis.port(), settings(Duration.ofSeconds(10)))) {
            await().atMost(PATIENCE).until(() -> store.store().shortOf(Durability.REPLICATED) == null);
            Stored stored = store.on(link -> link.runDurably(STEP, 1, List.of("x"), Durability.REPLICATED));
            assertThat(stored.receipt()).isNotNull();
            assertThat(stored.receipt().durability()).isEqualTo(Durability.REPLICATED);
            assertThat(stored.receipt().replicas()).isEqualTo(1);
            replica.pause();
            Stored alone = store.on(link -> link.runDurably(STEP, 1, List.of("x"), Durability.REPLICATED));
            assertThat(alone.receipt()).as("connected is not confirmed").isNull();
            assertThat(alone.shortfall()).contains("0 of 1 replicas");
            replica.resume();
            await().atMost(PATIENCE).until(() -> {
                Future<Stored> none = Future.succeededFuture();
                Stored again = store.on(
                        link -> none.compose(nothing -> link.runDurably(STEP, 1, List.of("x"), Durability.REPLICATED)));
                return again.receipt() != null;
            });
        }
    }
}
