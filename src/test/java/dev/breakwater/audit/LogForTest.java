package dev.breakwater.audit;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.OwnLink;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.Script;
import dev.breakwater.store.StoreForTest;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Audit logs of replicas over one real Redis, and somebody who changes what it holds. */
final class LogForTest implements AutoCloseable {

    static final String STREAM = "p0";
    private static final String PREFIX = Partitions.prefix(0);
    private static final Script APPEND = Script.named("audit-append", "audit");
    private static final int WAIT_SECONDS = 30;

    final List<String> alarms = new ArrayList<>();
    final RedisForTest redis = new RedisForTest();
    final StoreForTest store = new StoreForTest(redis.port(), 2);

    /** A replica's log; it seals only when it is told to. */
    AuditLog replica(String name, AuditSettings settings) {
        Alarm alarm = (cause, detail) -> alarms.add(cause + ": " + detail);
        return new AuditLog(store.vertx(), store.store(), new Partitions(2), settings, alarm, Ticker.system(), name);
    }

    /** The store's steps alone. */
    AuditStore auditStore() {
        return new AuditStore(new OwnLink(store.vertx(), store.store()), new Partitions(2));
    }

    /** Whoever has read the log has done so long ago. */
    void readingIsOver() {
        store.command(Command.DEL, PREFIX + "audit-reading");
    }

    /** Adds events as a step of partition 0 does. */
    void happens(int count) {
        for (int i = 0; i < count; i++) {
            store.on(link -> link.run(
                    APPEND, 0, List.of("write-settled", "breakwater", "w0-abc", "r", "because", "as", "postponed")));
        }
    }

    /** An entry of a stream of the store, as somebody finds it who has the store's password. */
    record Entry(String id, List<String> fields) {

        long sequence() {
            return Long.parseLong(id.substring(id.indexOf('-') + 1));
        }

        long millis() {
            return Long.parseLong(id.substring(0, id.indexOf('-')));
        }

        Entry at(long millis, long sequence) {
            return new Entry(millis + "-" + sequence, fields);
        }

        Entry with(String field, String value) {
            List<String> changed = new ArrayList<>(fields);
            changed.set(fields.indexOf(field) + 1, value);
            return new Entry(id, changed);
        }
    }

    /** Puts other events in place of those of partition 0. */
    void events(UnaryOperator<List<Entry>> change) {
        rewrite(PREFIX + "audit", change);
    }

    /** Puts other seals in place of those of partition 0; their hashes are read and written byte by byte. */
    void seals(UnaryOperator<List<Entry>> change) {
        rewrite(PREFIX + "seals", change);
    }

    private void rewrite(String key, UnaryOperator<List<Entry>> change) {
        List<Entry> entries = new ArrayList<>();
        for (Response one : store.command(Command.XRANGE, key, "-", "+")) {
            List<String> fields = new ArrayList<>();
            one.get(1).forEach(field -> fields.add(field.toString(StandardCharsets.ISO_8859_1)));
            entries.add(new Entry(one.get(0).toString(), fields));
        }
        List<Entry> changed = change.apply(entries);
        store.command(Command.DEL, key);
        for (Entry entry : changed) {
            List<Object> words = new ArrayList<>(List.of(key, entry.id()));
            entry.fields().forEach(field -> words.add(field.getBytes(StandardCharsets.ISO_8859_1)));
            store.command(Command.XADD, words.toArray());
        }
    }

    @Nullable
    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        store.close();
        redis.close();
    }
}
