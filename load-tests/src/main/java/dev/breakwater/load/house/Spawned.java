package dev.breakwater.load.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of the run's own; both outputs go to a file. It ends with the run, also if that is interrupted.
 *
 * <p>Threading: {@link #close} may be called by any thread, several times.
 */
public final class Spawned implements AutoCloseable {

    private static final Duration END_MAX = Duration.ofSeconds(40);
    private static final int LOG_TAIL = 2000;

    private final String name;
    private final Process process;
    private final Path log;

    private Spawned(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command}; {@code environment} is added to that of the run. */
    public static Spawned start(String name, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Spawned spawned = new Spawned(name, builder.start(), log);
        Runtime.getRuntime().addShutdownHook(new Thread(spawned::close, "stop " + name));
        return spawned;
    }

    /** Waits until {@code condition} holds, for as long as the process lives. */
    void await(Duration atMost, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with " + process.exitValue() + ":\n" + tail());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        name + " was not ready within " + atMost.toSeconds() + " s:\n" + tail());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** Waits for its end; its exit code. It is ended when it takes longer. */
    public int exitCode(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new IllegalStateException(name + " did not end within " + atMost.toSeconds() + " s:\n" + tail());
        }
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    /** The last lines of what it has printed. */
    public String tail() {
        try {
            String all = Files.readString(log);
            return all.substring(Math.max(0, all.length() - LOG_TAIL));
        } catch (IOException e) {
            return "(no " + log + ": " + e + ")";
        }
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What is waited for. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }
}
