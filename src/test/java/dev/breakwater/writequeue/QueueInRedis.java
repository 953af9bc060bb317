package dev.breakwater.writequeue;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.store.ClusterForTest;
import dev.breakwater.store.EventsForTest;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreForTest;
import dev.breakwater.store.StoreSettings;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A queue in a real redis-server of its own, with a clock that can be put forward. */
final class QueueInRedis implements AutoCloseable {

    private final Runnable closing;
    private final StoreForTest store;
    private final QueueSettings settings;

    /** @param fsync whether it is set as production should be; if not, only durability "memory" is to be had */
    QueueInRedis(QueueSettings settings, boolean fsync) {
        this(settings, new RedisForTest("appendonly", fsync ? "yes" : "no"));
    }

    private QueueInRedis(QueueSettings settings, RedisForTest redis) {
        this(settings, redis::close, new RedisOptions().setConnectionString(redis.url()));
    }

    private QueueInRedis(QueueSettings settings, Runnable closing, RedisOptions options) {
        this.settings = settings;
        this.closing = closing;
        this.store = new StoreForTest(
                options,
                new StoreSettings(settings.partitions(), Duration.ofSeconds(10), 0, Duration.ofSeconds(1), 0.8));
    }

    /** The same in a cluster of three servers. */
    static QueueInRedis clustered(QueueSettings settings) {
        ClusterForTest cluster = new ClusterForTest();
        return new QueueInRedis(settings, cluster::close, cluster.options());
    }

    <T> T on(Function<WriteQueue, Future<T>> step) {
        return store.on(link -> step.apply(new RedisWriteQueue(
                store.store(),
                link,
                settings,
                new PlainVault(),
                Redaction.standard(),
                Tokens.system(),
                Ticker.system(),
                partition -> {})));
    }

    void advance(Duration by) {
        store.advance(by);
    }

    /** What the audit log has of partition 0. */
    List<String> events() {
        return EventsForTest.of(store, "{bw:q:0}:");
    }

    /** A command beside the queue. */
    Response command(Command command, Object... arguments) {
        return store.command(command, arguments);
    }

    Store store() {
        return store.store();
    }

    /** What was loud. */
    List<String> alarms() {
        return store.alarms();
    }

    /** Empties every partition, and leaves the markers. */
    void clear() {
        store.alarms().clear();
        for (Response key : command(Command.KEYS, "{bw:q:*")) {
            if (!key.toString().endsWith(":epoch")) {
                command(Command.DEL, key);
            }
        }
    }

    @Override
    public void close() {
        store.close();
        closing.run();
    }
}
