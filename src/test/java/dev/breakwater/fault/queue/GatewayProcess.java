package dev.breakwater.fault.queue;

import dev.breakwater.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One replica of the gateway: a process that can die and come again, on the same port. */
final class GatewayProcess implements AutoCloseable {

    private final Path log;
    private final Path config;
    private final int port;
    private final int storePort;
    private final Path clockShift;
    private final List<Path> before = new ArrayList<>();
    private @Nullable Spawned process;

    GatewayProcess(Path log, Path config, int storePort, Path clockShift) throws IOException {
        this.log = log;
        this.config = config;
        this.port = FreePort.take();
        this.storePort = storePort;
        this.clockShift = clockShift;
    }

    int port() {
        return port;
    }

    Path log() {
        return log;
    }

    /** Directories that go before the class path, with scripts that replace the right ones. */
    GatewayProcess scripts(Path directory) {
        before.add(directory);
        return this;
    }

    /** Starts it, if it does not run. */
    void start(Map<String, String> environment) throws IOException {
        launch(environment).listensOn(port);
    }

    /** Starts it without waiting: it may be that it is to die before it listens. */
    Spawned launch(Map<String, String> environment) throws IOException {
        Spawned starting = Spawned.java(
                log,
                environment,
                before,
                Gateway.class,
                List.of(config.toString(), String.valueOf(port), String.valueOf(storePort), clockShift.toString()));
        process = starting;
        return starting;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Whether it is stopped, by itself or by somebody else. */
    boolean isPaused() throws IOException {
        return process != null && process.isPaused();
    }

    /** SIGKILL. */
    void kill() {
        if (process != null) {
            process.kill();
        }
    }

    void pause() throws IOException {
        if (process != null) {
            process.pause();
        }
    }

    void resume() throws IOException {
        if (process != null) {
            process.resume();
        }
    }

    /** Whether it has died of itself by then. */
    boolean diesWithin(Duration atMost) {
        return process != null && process.awaitEnd(atMost);
    }

    @Override
    public void close() {
        kill();
    }
}
