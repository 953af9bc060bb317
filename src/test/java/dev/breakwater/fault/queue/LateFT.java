package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes too late. */
class LateFT {

    @TempDir
    Path directory;

    @Test
    void late_owner() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            Plots.late_owner(stage, stage.gateway(), Map.of());
            assertThat(stage.violations()).isEmpty();
        }
    }

    @Test
    void key_window_passed() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            Plots.key_window_passed(stage, stage.gateway());
            assertThat(stage.violations()).isEmpty();
        }
    }
}
