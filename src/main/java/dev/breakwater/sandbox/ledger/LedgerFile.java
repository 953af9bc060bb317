package dev.breakwater.sandbox.ledger;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of JSON lines. What is appended is on the disk, forced there, when its future completes. Appends that come
 * while a force runs share the next one.
 *
 * <p>Threading: methods on one event loop; the disk is touched on worker threads, by one at a time.
 */
final class LedgerFile {

    private record Waiting(Buffer lines, Promise<Void> written) {}

    private final Vertx vertx;
    private final FileChannel channel;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean writing;

    private LedgerFile(Vertx vertx, FileChannel channel) {
        this.vertx = vertx;
        this.channel = channel;
    }

    static Future<LedgerFile> open(Vertx vertx, Path path) {
        return vertx.executeBlocking(() -> {
            if (path.toAbsolutePath().getParent() != null) {
                Files.createDirectories(path.toAbsolutePath().getParent());
            }
            return new LedgerFile(
                    vertx,
                    FileChannel.open(
                            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        });
    }

    /** All lines. A last one without its line end was cut by a crash before anybody was answered: it is taken off. */
    Future<List<JsonObject>> read() {
        return vertx.executeBlocking(() -> {
            List<JsonObject> lines = new ArrayList<>();
            ByteBuffer block = ByteBuffer.allocate(1 << 16);
            Buffer line = Buffer.buffer();
            long whole = 0;
            long position = 0;
            channel.position(0);
            while (channel.read(block.clear()) >= 0) {
                block.flip();
                while (block.hasRemaining()) {
                    byte next = block.get();
                    position++;
                    if (next == '\n') {
                        lines.add(decode(line, lines.size() + 1));
                        line = Buffer.buffer();
                        whole = position;
                    } else {
                        line.appendByte(next);
                    }
                }
            }
            channel.truncate(whole).position(whole);
            return lines;
        });
    }

    Future<Void> append(Buffer lines) {
        Promise<Void> written = Promise.promise();
        waiting.add(new Waiting(lines, written));
        if (!writing) {
            writeAllWaiting();
        }
        return written.future();
    }

    Future<Void> clear() {
        return vertx.executeBlocking(() -> {
            channel.truncate(0);
            channel.force(true);
            return null;
        });
    }

    Future<Void> close() {
        return vertx.executeBlocking(() -> {
            channel.close();
            return null;
        });
    }

    private static JsonObject decode(Buffer line, int number) {
        try {
            return new JsonObject(line.toString(StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            throw new IllegalStateException("breakwater.sandbox.ledger-file: line " + number + " is not JSON", e);
        }
    }

    private void writeAllWaiting() {
        List<Waiting> batch = waiting;
        waiting = new ArrayList<>();
        writing = true;
        vertx.<Void>executeBlocking(() -> {
                    write(batch);
                    return null;
                })
                .onComplete(result -> {
                    writing = false;
                    if (!waiting.isEmpty()) {
                        writeAllWaiting();
                    }
                    batch.forEach(each -> each.written.handle(result));
                });
    }

    private void write(List<Waiting> batch) throws IOException {
        for (Waiting each : batch) {
            ByteBuffer bytes = ByteBuffer.wrap(each.lines.getBytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        channel.force(true);
    }
}
