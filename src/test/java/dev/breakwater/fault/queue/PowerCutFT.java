package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Resp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That our power cut is one: it takes back what was not forced to the disk, and nothing that was. */
@EnabledOnOs(OS.LINUX)
class PowerCutFT {

    private static final int WRITES = 300;

    @TempDir
    Path directory;

    @Test
    void what_was_forced_to_the_disk_survives() throws IOException {
        assertThat(survivors("always")).isEqualTo(WRITES);
    }

    @Test
    void what_was_only_acknowledged_does_not() throws IOException {
        assertThat(survivors("everysec")).isLessThan(WRITES);
    }

    /** How many of the acknowledged writes are there after a power cut. */
    private long survivors(String fsync) throws IOException {
        Path witness = FsyncWitness.compiledIn(directory);
        try (StoreProcess store = new StoreProcess(directory.resolve(fsync), fsync, witness)) {
            store.start();
            try (Resp resp = store.connect()) {
                for (int i = 0; i < WRITES; i++) {
                    assertThat(resp.text("SET", "k" + i, "v")).isEqualTo("OK");
                }
            }
            store.powerCut();
            store.start();
            try (Resp resp = store.connect()) {
                return resp.texts("KEYS", "k*").size();
            }
        }
    }
}
