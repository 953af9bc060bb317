package dev.breakwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Durability;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that is a Redis Cluster: each partition in one slot, the slots at three servers. */
class ClusteredStoreTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PARTITIONS = 16;
    private static final int PARTITION = 3;
    private static final String PREFIX = Partitions.prefix(PARTITION);
    private static final Script STEP = Script.named("test-step");

    private ClusterForTest cluster;
    private StoreForTest store;

    @BeforeEach
    void start() {
        cluster = new ClusterForTest();
        store = new StoreForTest(
                cluster.options(),
                new StoreSettings(new Partitions(PARTITIONS), Duration.ofSeconds(10), 1, Duration.ofSeconds(1), 0.8));
    }

    @AfterEach
    void stop() {
        store.close();
        cluster.close();
    }

    @Test
    void steps_of_every_partition_are_taken_where_its_slot_is() {
        Set<Integer> masters = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> cluster.masterOf(Partitions.prefix(partition)))
                .collect(Collectors.toSet());
        assertThat(masters).hasSize(3);

        for (int partition = 0; partition < PARTITIONS; partition++) {
            Stored stored = step(partition, Durability.FSYNC);
            assertThat(stored.reply().toString()).startsWith(Partitions.prefix(partition));
            assertThat(stored.receipt()).isNotNull();
        }
    }

    @Test
    void one_server_that_does_not_force_its_writes_is_not_trusted() {
        cluster.at(cluster.masterOf(PREFIX), Command.CONFIG, "SET", "appendfsync", "everysec");

        assertThat(step(PARTITION, Durability.FSYNC).receipt()).isNull();
        await().atMost(PATIENCE).until(() -> store.store().shortOf(Durability.FSYNC) != null);
    }

    @Test
    void a_replica_is_asked_for_at_the_server_that_took_the_step() {
        int master = cluster.masterOf(PREFIX);
        cluster.addReplica(master);
        int elsewhere = IntStream.range(0, PARTITIONS)
                .filter(partition -> cluster.masterOf(Partitions.prefix(partition)) != master)
                .findFirst()
                .orElseThrow();

        Stored replicated = step(PARTITION, Durability.REPLICATED);
        assertThat(replicated.receipt()).isNotNull();
        assertThat(replicated.receipt().replicas()).isEqualTo(1);
        assertThat(step(elsewhere, Durability.REPLICATED).receipt()).isNull();
    }

    @Test
    void a_slot_that_is_being_moved_is_not_taken_for_a_loss() {
        int slot = ClusterForTest.slot(PREFIX);
        int from = cluster.masterOf(PREFIX);
        int to = (from + 1) % 3;

        cluster.beginToMove(slot, from, to);
        assertThatThrownBy(() -> step(PARTITION, Durability.FSYNC))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(StoreUnavailable.class, refused -> {
                    assertThat(refused).hasMessageContaining("ASK");
                    assertThat(refused.isMaybeDone()).isFalse();
                });

        cluster.move(slot, from, to);
        assertThat(step(PARTITION, Durability.FSYNC).reply().toString()).startsWith(PREFIX);
        assertThat(store.alarms()).isEmpty();
    }

    private Stored step(int partition, Durability wanted) {
        return store.on(link -> link.runDurably(STEP, partition, List.of("x"), wanted));
    }
}
