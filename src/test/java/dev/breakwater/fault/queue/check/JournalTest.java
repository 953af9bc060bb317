package dev.breakwater.fault.queue.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Evidence.History;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is journalled is read back, and a line that a crash has cut is not. */
class JournalTest {

    private static final Instant NOW = Instant.parse("2026-11-25T17:00:00.123Z");

    @TempDir
    Path directory;

    @Test
    void it_is_read_back_but_for_a_cut_line() throws IOException {
        Path file = directory.resolve("journal");
        Asked asked = new Asked(1, NOW, "k", null, "aa");
        Asked inLane = new Asked(2, NOW, "l", "pi_1", "bb");
        Told told = new Told(1, NOW, 202, "queued", "w0-x");
        Seen seen = new Seen(NOW, "k", "pending");
        try (Journal journal = new Journal(file)) {
            journal.asked(asked);
            journal.asked(inLane);
            journal.told(told);
            journal.seen(seen);
        }
        Files.writeString(file, "{\"what\":\"to", StandardOpenOption.APPEND);

        assertThat(Journal.read(file)).isEqualTo(new History(List.of(asked, inLane), List.of(told), List.of(seen)));
    }

    @Test
    void a_ledgers_lines_are_effects() throws IOException {
        Path file = directory.resolve("ledger");
        Files.writeString(file, """
                {"seq":7,"at":"2026-11-25T17:00:00.123Z","idempotency_key":"k","body_sha256":"aa","request_id":"req_1"}
                """);

        assertThat(Journal.readLedger(file)).containsExactly(new Effect(7, NOW, "k", "aa", "req_1"));
    }
}
