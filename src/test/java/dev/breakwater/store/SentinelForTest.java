package dev.breakwater.store;

import dev.breakwater.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import redis.embedded.RedisExecProvider;

/** A real Sentinel of a test's own, which alone decides that its master is down. */
final class SentinelForTest implements AutoCloseable {

    /** The name under which it watches. */
    static final String MASTER = "breakwater";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port = FreePort.take();
    private final Path directory;
    private final Process process;

    SentinelForTest(int masterPort) {
        try {
            directory = Files.createTempDirectory("sentinel-for-test");
            Path config = Files.writeString(
                    directory.resolve("sentinel.conf"), """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %3$s 127.0.0.1 %4$d 1
                    sentinel down-after-milliseconds %3$s 1000
                    sentinel failover-timeout %3$s 3000
                    """.formatted(port, directory, MASTER, masterPort));
            process = new ProcessBuilder(
                            RedisExecProvider.defaultProvider().get().getAbsolutePath(),
                            config.toString(),
                            "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        Awaitility.await("the sentinel").atMost(PATIENCE).until(() -> logged("+monitor master"));
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Whether there is somebody who can take over. */
    boolean knowsAReplica() {
        return logged("+slave slave");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        RedisForTest.deleteBelow(directory);
    }

    private boolean logged(String what) {
        try {
            return Files.readString(log()).contains(what);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private Path log() {
        return directory.resolve("sentinel.log");
    }
}
