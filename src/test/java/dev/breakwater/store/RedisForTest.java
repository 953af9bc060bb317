package dev.breakwater.store;

import dev.breakwater.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server of a test's own, always on the same free port and in the same directory, set as production should
 * be: it can be killed, paused, started again and robbed of its data.
 */
public final class RedisForTest implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Process server;

    /** @param more settings in turn: name, value */
    public RedisForTest(String... more) {
        port = FreePort.take();
        try {
            directory = Files.createTempDirectory("redis-for-test");
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        settings.putAll(Map.of(
                "port", String.valueOf(port),
                "bind", "127.0.0.1",
                "dir", directory.toString(),
                "appendonly", "yes",
                "appendfsync", "always",
                "save", "",
                "maxmemory-policy", "noeviction",
                "repl-diskless-sync-delay", "0"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        start();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it, and waits until it listens. */
    public void start() {
        List<String> command = new ArrayList<>();
        try {
            command.add(RedisExecProvider.defaultProvider().get().getAbsolutePath());
            settings.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
            Process starting = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("redis.log").toFile())
                    .start();
            server = starting;
            Runtime.getRuntime().addShutdownHook(new Thread(starting::destroyForcibly)); // if a test fails to close it
            Awaitility.await("redis-server").atMost(PATIENCE).until(() -> {
                if (!starting.isAlive()) {
                    throw new IllegalStateException(Files.readString(directory.resolve("redis.log")));
                }
                return listens();
            });
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** SIGKILL. */
    public void kill() {
        Process running = running();
        running.destroyForcibly();
        end(running);
    }

    /** SIGSTOP: it takes connections and commands, and answers nothing. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** SIGKILL, and all its data gone. */
    public void wipe() {
        kill();
        deleteBelow(directory.resolve("appendonlydir"));
    }

    @Override
    public void close() {
        kill();
        deleteBelow(directory);
    }

    private void signal(String name) {
        try {
            end(new ProcessBuilder("kill", "-" + name, String.valueOf(running().pid())).start());
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("it does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Process running() {
        if (server == null) {
            throw new IllegalStateException("it has not been started");
        }
        return server;
    }

    static void deleteBelow(Path top) {
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }
}
