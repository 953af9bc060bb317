package dev.breakwater.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A real redis-server that forces every write to the disk, on a free port; it can go away and come back. */
public final class RunningRedis implements AutoCloseable {

    private final Path data;
    private final int port;
    private RedisServer server;

    public RunningRedis() {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
            data = Files.createTempDirectory("running-redis");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        begin();
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** It goes away; what it had acknowledged stays on the disk. */
    public void end() {
        server.stop();
    }

    /** It comes back. */
    public void begin() {
        server = RedisServer.builder()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir \"" + data + "\"")
                .setting("appendonly yes")
                .setting("appendfsync always")
                .setting("save \"\"")
                .build();
        server.start();
    }

    @Override
    public void close() {
        end();
        try (Stream<Path> all = Files.walk(data)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
