package dev.breakwater.sandbox;

import dev.breakwater.exchange.MayBlock;
import dev.breakwater.exchange.Ticker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the sandbox inside Breakwater's process, where that is asked for. */
@ApplicationScoped
class SandboxStarter {

    private static final Logger LOG = Logger.getLogger(Sandbox.class);
    private static final int START_SECONDS_MAX = 30;

    private final SandboxConfig config;
    private final Vertx vertx;
    private @Nullable Sandbox sandbox;

    SandboxStarter(SandboxConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    /** Before those who call providers. */
    @MayBlock
    void start(@Observes @Priority(100) StartupEvent event) throws Exception {
        if (!config.enabled()) {
            return;
        }
        SandboxSettings settings = new SandboxSettings(
                config.host(),
                config.port(),
                config.controlPort(),
                config.ledgerFile(),
                config.keyMemory(),
                config.seed());
        Sandbox starting = new Sandbox(vertx, settings, Ticker.system());
        starting.start().toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        sandbox = starting;
        LOG.infof(
                "Sandbox provider listens on http://%s:%d (controls also on %d): no real money moves",
                config.host(), starting.port(), starting.controlPort());
    }

    @MayBlock
    void stop(@Observes ShutdownEvent event) throws Exception {
        if (sandbox == null) {
            return;
        }
        try {
            sandbox.stop().toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            LOG.warn("The sandbox did not stop in time");
        }
    }
}
