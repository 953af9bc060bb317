package dev.breakwater.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123456Z");

    @TempDir
    private Path directory;

    @Test
    void what_was_written_is_read() throws IOException {
        Asked write = new Asked(1, NOW, "1 healthy", "refund", "key", "pi_1", "sum");
        Asked read = new Asked(2, NOW, "1 healthy", "read", null, null, null);
        Told told = new Told(1, NOW, 12, 202, "queued", "w1-x", true);
        Path file = directory.resolve("journal");
        try (Journal journal = new Journal(file)) {
            journal.began("1 healthy", NOW);
            journal.asked(write);
            journal.asked(read);
            journal.told(told);
        }

        Journal.History history = Journal.read(file);

        assertThat(history.began()).containsExactly(new Journal.Began("1 healthy", NOW));
        assertThat(history.asked()).containsExactly(write, read);
        assertThat(history.told()).containsExactly(told);
    }

    @Test
    void a_last_line_that_was_cut_is_left_out() throws IOException {
        Path file = directory.resolve("journal");
        try (Journal journal = new Journal(file)) {
            journal.asked(new Asked(1, NOW, "1 healthy", "refund", "key", "pi_1", "sum"));
        }
        Files.writeString(file, "{\"what\":\"told\",\"at\":\"20", StandardOpenOption.APPEND);

        assertThat(Journal.read(file).asked()).hasSize(1);
        assertThat(Journal.read(file).told()).isEmpty();
    }
}
