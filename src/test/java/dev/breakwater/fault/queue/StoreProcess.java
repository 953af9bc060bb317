package dev.breakwater.fault.queue;

import dev.breakwater.FreePort;
import dev.breakwater.fault.queue.check.Resp;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * A real redis-server as a process of its own, always on the same port and directory, so that it can be killed, paused
 * and started again; with a witness of what it has forced to the disk, also after a power cut.
 */
final class StoreProcess implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final String fsync;
    private final @Nullable Path witness;
    private @Nullable Spawned server;

    /**
     * @param fsync for {@code appendfsync}
     * @param witness the compiled {@code fsync-witness}; null if there is to be no power cut
     */
    StoreProcess(Path directory, String fsync, @Nullable Path witness) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.port = FreePort.take();
        this.fsync = fsync;
        this.witness = witness;
    }

    int port() {
        return port;
    }

    /** Starts it and waits until it has loaded its data. */
    void start() throws IOException {
        List<String> command = new ArrayList<>();
        if (witness != null) {
            command.addAll(List.of(witness.toString(), notes().toString()));
        }
        File program = RedisExecProvider.defaultProvider().get();
        command.addAll(List.of(
                program.getAbsolutePath(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                fsync,
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction"));
        server =
                Spawned.start(directory.resolve("redis.log"), Map.of(), command).listensOn(port);
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Resp resp = new Resp(port)) {
                return resp.text("PING").equals("PONG");
            }
        });
    }

    Resp connect() throws IOException {
        return new Resp(port);
    }

    /** SIGKILL; what the kernel has been given is kept. */
    void kill() {
        running().kill();
    }

    void pause() throws IOException {
        running().pause();
    }

    void resume() throws IOException {
        running().resume();
    }

    /**
     * SIGKILL, and every file of its data cut back to what had been forced to the disk.
     *
     * @return how many bytes were lost
     */
    long powerCut() throws IOException {
        kill();
        Map<Long, Long> forced = forced();
        long lost = 0;
        for (Path file : files()) {
            lost += cut(file, forced.getOrDefault(inode(file), 0L));
        }
        return lost;
    }

    /** Waits until what it holds now has been forced to the disk, however seldom it does so. */
    void awaitForced() {
        Awaitility.await("the store to force its files")
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    Map<Long, Long> forced = forced();
                    for (Path file : files()) {
                        if (Files.size(file) > forced.getOrDefault(inode(file), 0L)) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** SIGKILL, and all data gone. */
    void wipe() throws IOException {
        kill();
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    /** The append-only file, for whoever looks for secrets in it. */
    byte[] data() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files()) {
            all.append(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        return all.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private static long cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long lost = Math.max(0, channel.size() - size);
            channel.truncate(size);
            return lost;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("appendonlydir"))) {
            return files.toList();
        }
    }

    /** Of each inode, up to which byte it has been forced. */
    private Map<Long, Long> forced() throws IOException {
        Map<Long, Long> forced = new HashMap<>();
        for (String line : Files.readAllLines(notes())) {
            int space = line.indexOf(' ');
            forced.put(Long.valueOf(line.substring(0, space)), Long.valueOf(line.substring(space + 1)));
        }
        return forced;
    }

    private static long inode(Path file) throws IOException {
        return ((Number) Files.getAttribute(file, "unix:ino")).longValue();
    }

    private Path notes() {
        return directory.resolve("forced");
    }

    private Spawned running() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }
}
