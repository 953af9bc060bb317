package dev.breakwater.fault.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The long form; {@code -Dfaults.lanes}, {@code -Dfaults.per-lane} and {@code -Dfaults.seed} change it. */
class OutageFT {

    @TempDir
    Path directory;

    @Test
    void outage_of_an_hour() throws IOException {
        Outage.play(
                directory,
                Long.getLong("faults.seed", 20261125),
                Integer.getInteger("faults.lanes", 300),
                Integer.getInteger("faults.per-lane", 16),
                Duration.ofSeconds(4));
    }
}
