package dev.breakwater.sandbox.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every effect that the sandbox had, in order. With a file, an effect is on the disk before anybody is told of it.
 *
 * <p>Threading: one event loop.
 */
public final class Ledger {

    /** At about 500 bytes each, what a heap of 1 GB holds. A full ledger takes no more effects; it drops none. */
    public static final int ENTRIES_MAX = 1_000_000;

    /** The most effects that one request has. */
    private static final int ENTRIES_PER_REQUEST_MAX = 8;

    private final Vertx vertx;
    private final Optional<Path> path;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable LedgerFile file;
    private int expected;
    private long lastSeq;

    public Ledger(Vertx vertx, Optional<Path> path) {
        this.vertx = vertx;
        this.path = path;
    }

    /**
     * Opens the file, if there is to be one, and returns its lines: entries with what else {@link #append} was given.
     */
    public Future<List<JsonObject>> open() {
        if (path.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return LedgerFile.open(vertx, path.get()).compose(opened -> {
            file = opened;
            return opened.read()
                    .onSuccess(lines -> lines.forEach(line -> {
                        entries.add(Entry.of(line));
                        lastSeq = line.getLong("seq");
                    }));
        });
    }

    public boolean full() {
        return entries.size() + expected + ENTRIES_PER_REQUEST_MAX > ENTRIES_MAX;
    }

    public long nextSeq() {
        return ++lastSeq;
    }

    /**
     * Appends the entries of one request; done when they are as durable as they will get.
     *
     * @param lines per entry, what the file's line holds: the entry and whatever a restart needs
     */
    public Future<Void> append(List<Entry> added, List<JsonObject> lines) {
        expected += added.size();
        Future<Void> written = file == null ? Future.succeededFuture() : file.append(text(lines));
        return written.onComplete(result -> expected -= added.size()).onSuccess(ok -> entries.addAll(added));
    }

    /** The entries, oldest first; a live list that only grows, until {@link #clear}. */
    public List<Entry> entries() {
        return entries;
    }

    public Future<Void> clear() {
        entries.clear();
        lastSeq = 0;
        return file == null ? Future.succeededFuture() : file.clear();
    }

    public Future<Void> close() {
        return file == null ? Future.succeededFuture() : file.close();
    }

    private static Buffer text(List<JsonObject> lines) {
        Buffer text = Buffer.buffer();
        lines.forEach(line -> text.appendBuffer(line.toBuffer()).appendByte((byte) '\n'));
        return text;
    }
}
