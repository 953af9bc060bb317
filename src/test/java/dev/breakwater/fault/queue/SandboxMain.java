package dev.breakwater.fault.queue;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.sandbox.Sandbox;
import dev.breakwater.sandbox.SandboxSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The simulated provider as a process of its own; each effect is on the disk before it answers. */
public final class SandboxMain {

    private SandboxMain() {}

    /** Port, control port, ledger file, and for how many seconds keys are remembered. */
    public static void main(String[] arguments) {
        SandboxSettings settings = new SandboxSettings(
                "127.0.0.1",
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Optional.of(Path.of(arguments[2])),
                Duration.ofSeconds(Long.parseLong(arguments[3])),
                1);
        new Sandbox(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)), settings, Ticker.system())
                .start()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
