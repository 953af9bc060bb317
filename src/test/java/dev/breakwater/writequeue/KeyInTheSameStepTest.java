package dev.breakwater.writequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim;
import dev.breakwater.idempotency.RedisKeyClaims;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.StoreForTest;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the write queue notes under a key is what the claims of keys read there. */
class KeyInTheSameStepTest {

    private static final QueueSettings SETTINGS =
            new QueueSettings(new Partitions(4), 400, Duration.ofDays(1), Duration.ofMinutes(1));
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration KEEP = Duration.ofHours(24);

    private @Nullable RedisForTest redis;
    private @Nullable StoreForTest store;

    @AfterEach
    void stop() {
        store.close();
        redis.close();
    }

    @Test
    void a_key_in_another_partition_than_its_lane_is_noted_as_queued() {
        start(false);
        KeyScope key = keyOfPartition(1);
        Lane lane = laneOfPartition(2);

        assertThat(enqueue(write(key, lane))).isInstanceOf(Enqueued.Accepted.class);

        assertThat(claim(key, "fingerprint")).isEqualTo(new Claim.Queued(id(key, lane)));
        assertThat(claim(key, "another")).isInstanceOf(Claim.OtherRequest.class);
        assertThat(store.command(Command.PTTL, "{bw:q:1}:k:" + key.hash()).toLong())
                .isBetween(KEEP.minusMinutes(1).toMillis(), KEEP.toMillis());
    }

    @Test
    void a_key_that_is_claimed_is_left_alone() {
        start(false);
        KeyScope key = keyOfPartition(1);
        assertThat(claim(key, "fingerprint")).isInstanceOf(Claim.Held.class);

        assertThat(enqueue(write(key, laneOfPartition(2)))).isInstanceOf(Enqueued.KeyNotNew.class);

        assertThat(claim(key, "fingerprint")).isInstanceOf(Claim.InFlight.class);
    }

    @Test
    void a_cluster_takes_key_and_lane_in_one_step_only_where_they_share_a_partition() {
        start(true);
        KeyScope near = keyOfPartition(2);
        KeyScope far = keyOfPartition(1);
        Lane lane = laneOfPartition(2);

        assertThat(enqueue(write(near, lane))).isInstanceOf(Enqueued.Accepted.class);
        assertThat(enqueue(write(far, lane))).isInstanceOf(Enqueued.KeyNotNew.class);

        assertThat(claim(near, "fingerprint")).isInstanceOf(Claim.Queued.class);
        assertThat(claim(far, "fingerprint")).isInstanceOf(Claim.Held.class);
    }

    private void start(boolean cluster) {
        redis = new RedisForTest("cluster-enabled", cluster ? "yes" : "no");
        store = new StoreForTest(redis.port(), SETTINGS.partitions().count());
        if (cluster) {
            store.command(Command.CLUSTER, "ADDSLOTSRANGE", 0, 16383);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(store.store()::isOpen);
        }
    }

    private static NewWrite write(KeyScope key, Lane lane) {
        NewWrite like = WriteQueueContract.ofNewKey(WriteQueueContract.laned("a"));
        return new NewWrite(
                id(key, lane),
                like.client(),
                like.scope(),
                lane,
                key.key(),
                like.request(),
                null,
                like.maxWait(),
                like.keyWindow(),
                null,
                like.durability(),
                like.keyMark());
    }

    private static WriteId id(KeyScope key, Lane lane) {
        return new WriteId(SETTINGS.partitions().of(lane.hash()), key.hash());
    }

    private Enqueued enqueue(NewWrite write) {
        return store.on(link -> new RedisWriteQueue(
                        store.store(),
                        link,
                        SETTINGS,
                        new PlainVault(),
                        Redaction.standard(),
                        Tokens.system(),
                        Ticker.system(),
                        partition -> {})
                .enqueue(write));
    }

    private Claim claim(KeyScope key, String fingerprint) {
        return store.on(link -> new RedisKeyClaims(link, SETTINGS.partitions(), new PlainVault(), Tokens.system())
                .claim(key, List.of(fingerprint), LEASE, KEEP, Durability.FSYNC));
    }

    private static KeyScope keyOfPartition(int partition) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> new KeyScope("checkout", WriteQueueContract.REFUNDS, WriteQueueContract.key("k" + i)))
                .filter(key -> SETTINGS.partitions().of(key.hash()) == partition)
                .findFirst()
                .orElseThrow();
    }

    private static Lane laneOfPartition(int partition) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> new Lane("stripe", "pi_" + i))
                .filter(lane -> SETTINGS.partitions().of(lane.hash()) == partition)
                .findFirst()
                .orElseThrow();
    }
}
