package dev.breakwater.fault.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link OutageFT}, for every build. */
class OutageTest {

    @TempDir
    Path directory;

    @Test
    void outage_of_an_hour() throws IOException {
        Outage.play(directory, Long.getLong("faults.seed", 3), 30, 9, Duration.ofSeconds(2));
    }
}
