package dev.breakwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Durability;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server dies, and another takes its place: steps go on there, and nothing is taken for lost. */
class FailoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int PARTITION = 1;
    private static final Script STEP = Script.named("test-step");

    @Test
    void steps_go_on_at_the_server_that_sentinel_names() {
        try (RedisForTest master = new RedisForTest();
                RedisForTest replica = new RedisForTest("replicaof", "127.0.0.1 " + master.port());
                SentinelForTest sentinel = new SentinelForTest(master.port());
                StoreForTest store = new StoreForTest(
                        new RedisOptions()
                                .setType(RedisClientType.SENTINEL)
                                .setMasterName(SentinelForTest.MASTER)
                                .setRole(RedisRole.MASTER)
                                .setConnectionString(sentinel.url()),
                        settings())) {
            await().atMost(PATIENCE).until(() -> isReplicated(store));
            await().atMost(PATIENCE).until(() -> sentinel.knowsAReplica());

            master.kill();

            await().atMost(PATIENCE).until(() -> works(store));
            assertThat(store.alarms()).isEmpty();
        }
    }

    @Test
    void steps_go_on_at_the_replica_that_takes_over_in_a_cluster() {
        try (ClusterForTest cluster = new ClusterForTest();
                StoreForTest store = new StoreForTest(cluster.options(), settings())) {
            int master = cluster.masterOf(Partitions.prefix(PARTITION));
            int replica = cluster.addReplica(master);
            await().atMost(PATIENCE).until(() -> isReplicated(store));

            cluster.kill(master);
            cluster.at(replica, Command.CLUSTER, "FAILOVER", "TAKEOVER");

            await().atMost(PATIENCE).until(() -> works(store));
            assertThat(store.alarms()).isEmpty();
        }
    }

    private static StoreSettings settings() {
        return new StoreSettings(new Partitions(PARTITIONS), Duration.ofSeconds(2), 1, Duration.ofSeconds(1), 0.8);
    }

    private static boolean isReplicated(StoreForTest store) {
        return store.<Boolean>on(link -> link.runDurably(STEP, PARTITION, List.of("x"), Durability.REPLICATED)
                .map(stored -> stored.receipt() != null)
                .otherwise(false));
    }

    private static boolean works(StoreForTest store) {
        return store.<Boolean>on(
                link -> link.run(STEP, PARTITION, List.of("x")).map(true).otherwise(false));
    }
}
