package dev.breakwater.writequeue;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract on a Redis Cluster, which refuses a script that touches more than one slot. */
final class ClusteredWriteQueueTest extends WriteQueueContract {

    private static QueueInRedis cluster;

    @BeforeAll
    static void start() {
        cluster = QueueInRedis.clustered(SETTINGS);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void clear() {
        cluster.clear();
    }

    @Override
    <T> T on(Function<WriteQueue, Future<T>> step) {
        return cluster.on(step);
    }

    @Override
    void advance(Duration by) {
        cluster.advance(by);
    }
}
