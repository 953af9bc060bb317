package dev.breakwater.writequeue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.StoreSettings;
import dev.breakwater.writequeue.QueueConfig.QueueKeys;
import java.time.Duration;

/**
 * What is set about the queue, read and checked.
 *
 * @param store about the store that it stands on
 * @param durability for routes that do not say otherwise
 * @param depthMax how many writes may wait, in all partitions together
 * @param keep how long keys, states and answers are kept after a write is over
 * @param keyAgeMargin how much younger than its provider's memory a key must be to be sent once more
 * @param workersPerRoute how many deliveries of one route each replica has under way at the most
 */
public record QueueOptions(
        StoreSettings store,
        Durability durability,
        int depthMax,
        Duration keep,
        Duration keyAgeMargin,
        int workersPerRoute) {

    private static final int PARTITIONS = 16;
    private static final int PARTITIONS_MAX = 1024;
    private static final int DEPTH_MAX = 1_000_000;
    private static final int DEPTH_MOST = 100_000_000;
    private static final int REPLICAS_MOST = 10;
    private static final double MEMORY_SHARE = 0.8; // what settling and leasing of a full queue need is the rest
    private static final int WORKERS = 32;
    private static final int WORKERS_MOST = 1000;

    /** Reads {@code breakwater.queue}. */
    public static QueueOptions read(QueueConfig config, Faults faults) {
        Settings at = new Settings("breakwater.queue", faults);
        QueueKeys keys = config.queue();
        return new QueueOptions(
                store(at, keys),
                at.oneOf("durability", keys.durability(), Durability.FSYNC, Durability.class),
                at.integer("depth-max", keys.depthMax(), DEPTH_MAX, 1, DEPTH_MOST),
                at.duration("keep", keys.keep(), Duration.ofDays(7), Duration.ofMinutes(1), Duration.ofDays(400)),
                at.duration(
                        "key-age-margin",
                        keys.keyAgeMargin(),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1),
                        Duration.ofHours(12)),
                at.integer("workers-per-route", keys.workersPerRoute(), WORKERS, 1, WORKERS_MOST));
    }

    private static StoreSettings store(Settings at, QueueKeys keys) {
        return new StoreSettings(
                new Partitions(at.integer("partitions", keys.partitions(), PARTITIONS, 1, PARTITIONS_MAX)),
                at.duration(
                        "store-timeout",
                        keys.storeTimeout(),
                        Duration.ofMillis(500),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(10)),
                at.integer("replicas", keys.replicas(), 1, 1, REPLICAS_MOST),
                at.duration(
                        "replica-wait",
                        keys.replicaWait(),
                        Duration.ofMillis(500),
                        Duration.ofMillis(10),
                        Duration.ofSeconds(10)),
                at.share("memory-share", keys.memoryShare(), MEMORY_SHARE, false));
    }

    /** What the queue itself needs of it. */
    public QueueSettings settings() {
        return new QueueSettings(store.partitions(), depthMax, keep, keyAgeMargin);
    }
}
