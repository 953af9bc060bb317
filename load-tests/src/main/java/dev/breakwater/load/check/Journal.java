package dev.breakwater.load.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What clients are about to ask and have been told, and when phases began: a file of JSON lines. A line is handed to
 * the system within a hundred others; all are once it is closed.
 *
 * <p>Threading: safe for any thread.
 */
public final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BufferedWriter file;

    public Journal(Path path) throws IOException {
        file = Files.newBufferedWriter(path);
    }

    /** That a phase begins now; faults are as it wants them. */
    public void began(String phase, Instant at) {
        append(line("began", at).put("phase", phase));
    }

    public void asked(Asked it) {
        append(line("asked", it.at())
                .put("number", it.number())
                .put("phase", it.phase())
                .put("kind", it.kind())
                .put("key", it.key())
                .put("lane", it.lane())
                .put("payload", it.payload()));
    }

    public void told(Told it) {
        append(line("told", it.at())
                .put("number", it.number())
                .put("millis", it.millis())
                .put("status", it.status())
                .put("outcome", it.outcome())
                .put("write", it.writeId())
                .put("good", it.good()));
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    /** What stands in a journal; a last line that was cut is left out. */
    public static History read(Path path) throws IOException {
        List<Began> began = new ArrayList<>();
        List<Asked> asked = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        try (Stream<String> lines = Files.lines(path)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (!line.endsWith("}")) {
                    break;
                }
                JsonNode read = JSON.readTree(line);
                Instant at = Instant.parse(read.path("at").asText());
                switch (read.path("what").asText()) {
                    case "began" -> began.add(new Began(read.path("phase").asText(), at));
                    case "asked" ->
                        asked.add(new Asked(
                                read.path("number").asInt(),
                                at,
                                read.path("phase").asText(),
                                read.path("kind").asText(),
                                textOf(read, "key"),
                                textOf(read, "lane"),
                                textOf(read, "payload")));
                    default ->
                        told.add(new Told(
                                read.path("number").asInt(),
                                at,
                                read.path("millis").asLong(),
                                read.path("status").asInt(),
                                read.path("outcome").asText(),
                                textOf(read, "write"),
                                read.path("good").asBoolean()));
                }
            }
        }
        return new History(began, asked, told);
    }

    /** That a phase began. */
    public record Began(String phase, Instant at) {}

    /** All that stands in a journal. */
    public record History(List<Began> began, List<Asked> asked, List<Told> told) {}

    private static @Nullable String textOf(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? value.asText() : null;
    }

    private static ObjectNode line(String what, Instant at) {
        return JSON.createObjectNode().put("what", what).put("at", at.toString());
    }

    private synchronized void append(ObjectNode line) {
        try {
            file.write(line.toString());
            file.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
