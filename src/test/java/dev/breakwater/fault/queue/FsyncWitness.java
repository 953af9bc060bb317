package dev.breakwater.fault.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Compiles {@code src/test/c/fsync-witness.c}, which notes what a program has forced to the disk. */
final class FsyncWitness {

    private static final Path SOURCE = Path.of("src", "test", "c", "fsync-witness.c");

    private FsyncWitness() {}

    /** The program, in {@code directory}. */
    static Path compiledIn(Path directory) throws IOException {
        Path program = directory.resolve("fsync-witness");
        Path log = directory.resolve("gcc.log");
        Spawned gcc = Spawned.start(
                log, Map.of(), List.of("gcc", "-O2", "-Wall", "-Werror", "-o", program.toString(), SOURCE.toString()));
        if (!gcc.awaitEnd(java.time.Duration.ofMinutes(2)) || !program.toFile().canExecute()) {
            throw new IOException("gcc could not compile " + SOURCE + ", see " + log);
        }
        return program;
    }
}
