package dev.breakwater.fault.queue.check;

import dev.breakwater.fault.queue.check.Evidence.History;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What clients are about to ask, have been told and have seen: a file of JSON lines, each forced to the disk before its
 * method returns.
 *
 * <p>Threading: safe for any thread.
 */
public final class Journal implements AutoCloseable {

    private final FileChannel file;

    public Journal(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public void asked(Asked it) {
        append(new JsonObject()
                .put("what", "asked")
                .put("number", it.number())
                .put("at", it.at().toString())
                .put("key", it.key())
                .put("lane", it.lane())
                .put("payload", it.payload()));
    }

    public void told(Told it) {
        append(new JsonObject()
                .put("what", "told")
                .put("number", it.number())
                .put("at", it.at().toString())
                .put("status", it.status())
                .put("outcome", it.outcome())
                .put("write", it.writeId()));
    }

    public void seen(Seen it) {
        append(new JsonObject()
                .put("what", "seen")
                .put("at", it.at().toString())
                .put("key", it.key())
                .put("state", it.state()));
    }

    /** What stands in a journal; a last line that was cut is left out. */
    public static History read(Path path) throws IOException {
        List<Asked> asked = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        for (JsonObject line : lines(path)) {
            Instant at = Instant.parse(line.getString("at"));
            String what = line.getString("what");
            if (what.equals("asked")) {
                asked.add(new Asked(
                        line.getInteger("number"),
                        at,
                        line.getString("key"),
                        line.getString("lane"),
                        line.getString("payload")));
            } else if (what.equals("told")) {
                told.add(new Told(
                        line.getInteger("number"),
                        at,
                        line.getInteger("status"),
                        line.getString("outcome"),
                        line.getString("write")));
            } else {
                seen.add(new Seen(at, line.getString("key"), line.getString("state")));
            }
        }
        return new History(asked, told, seen);
    }

    /** The effects in a ledger of the sandbox. */
    public static List<Effect> readLedger(Path path) throws IOException {
        return lines(path).stream()
                .map(line -> new Effect(
                        line.getLong("seq"),
                        Instant.parse(line.getString("at")),
                        line.getString("idempotency_key"),
                        line.getString("body_sha256"),
                        line.getString("request_id")))
                .toList();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private synchronized void append(JsonObject line) {
        ByteBuffer bytes = ByteBuffer.wrap((line.encode() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private static List<JsonObject> lines(Path path) throws IOException {
        String text = Files.readString(path);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        return whole.lines().map(JsonObject::new).toList();
    }
}
