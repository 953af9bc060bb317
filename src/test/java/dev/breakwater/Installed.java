package dev.breakwater;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Commands of the machine that a test needs and that no build can bring. */
final class Installed {

    private Installed() {}

    /** Where it is; empty if it is not installed. */
    static Optional<Path> find(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Where it is. Without it the test is skipped, saying so; in CI, which installs it, the test fails.
     *
     * @param otherwise what is not tried without it
     */
    static Path orSkip(String command, String otherwise) {
        Optional<Path> found = find(command);
        String missing = "no " + command + " is installed: " + otherwise;
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(found.isPresent(), missing);
        }
        return found.orElseThrow(() -> new AssertionError(missing));
    }
}
