package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifyCommandTest {

    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> lines = MadeLog.export(MadeLog.streams("p0", 5), 4);
    private String file = "";
    private String key = "";

    @BeforeEach
    void files() throws IOException {
        file = write();
        key = Files.writeString(dir.resolve("pub.pem"), MadeLog.KEY.publicPem()).toString();
    }

    @Test
    void what_is_whole_ends_with_zero_and_says_what_to_remember() {
        assertThat(run("audit", "verify", file, "--key", key)).isZero();
        assertThat(text(out))
                .contains("p0: 5 is the last event, sealed up to 4:")
                .endsWith("whole\n");
        String end = text(out).replaceAll("(?s).*sealed up to (\\d+:[0-9a-f]{64}).*", "$1");
        assertThat(run("audit", "verify", "--expect", "p0=" + end, "--key", key, file))
                .isZero();
    }

    @Test
    void what_is_bad_ends_with_one_and_names_it() throws IOException {
        lines.remove(MadeLog.at(lines, "p0", 3));
        write();

        assertThat(run("audit", "verify", file, "--key", key)).isEqualTo(1);
        assertThat(text(out)).contains("BAD removed: p0 event 3:");
    }

    @Test
    void what_is_remembered_or_must_be_sealed_is_looked_at() {
        assertThat(run("audit", "verify", file, "--key", key, "--expect", "p0=9"))
                .isEqualTo(1);
        assertThat(run("audit", "verify", file, "--key", key, "--sealed")).isEqualTo(1);
        assertThat(run("audit", "verify", file)).isEqualTo(1);
        assertThat(text(out)).contains("cut-off", "unsealed", "unknown-key");
    }

    @Test
    void what_cannot_be_understood_ends_with_two() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("audit", "verify")).isEqualTo(2);
        assertThat(run("audit", "verify", file, "--key")).isEqualTo(2);
        assertThat(run("audit", "verify", file, "--key", dir + "/none.pem")).isEqualTo(2);
        assertThat(run("audit", "verify", file, "--expect", "p0")).isEqualTo(2);
        assertThat(run("audit", "verify", file, file)).isEqualTo(2);
        assertThat(run("audit", "verify", file, "--loud")).isEqualTo(2);
        assertThat(run("audit", "verify", dir + "/none", "--key", key)).isEqualTo(2);
        assertThat(text(err)).contains("usage: audit verify", "none.pem does not exist", "cannot be read");
        assertThat(text(out)).isEmpty();
    }

    private String write() throws IOException {
        return Files.write(dir.resolve("export.ndjson"), MadeLog.bytes(lines)).toString();
    }

    private int run(String... args) {
        return new AuditVerifyCommand()
                .run(
                        args,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
