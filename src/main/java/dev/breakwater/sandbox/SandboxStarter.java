package dev.breakwater.sandbox;

import dev.breakwater.exchange.Configured;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.exchange.Ticker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs the sandbox inside Breakwater's process, where that is asked for. */
@ApplicationScoped
class SandboxStarter implements Configured {

    private static final Logger LOG = Logger.getLogger(Sandbox.class);
    private static final int START_SECONDS_MAX = 30;

    private final SandboxConfig config;
    private final Vertx vertx;
    private @Nullable Sandbox sandbox;

    SandboxStarter(SandboxConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    @Override
    public void check(Faults faults) {
        SandboxSettings.read(config, faults);
        SandboxSettings.isEnabled(config, faults);
    }

    /** Before those who call providers. */
    @MayBlock
    void start(@Observes @Priority(100) StartupEvent event) throws Exception {
        Faults faults = new Faults();
        SandboxSettings settings = SandboxSettings.read(config, faults);
        if (!SandboxSettings.isEnabled(config, faults) || !faults.all().isEmpty()) {
            return; // what is wrong is told by whoever asks all parts
        }
        Sandbox starting = new Sandbox(vertx, settings, Ticker.system());
        try {
            starting.start().toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw cannotStart(failed);
        }
        sandbox = starting;
        LOG.infof(
                "Sandbox provider listens on http://%s:%d (controls also on %d): no real money moves",
                settings.host(), starting.port(), starting.controlPort());
    }

    /** A port that is taken, or a file that cannot be written, is no bug. */
    private static Exception cannotStart(ExecutionException failed) {
        if (!(failed.getCause() instanceof IOException cause)) {
            return failed;
        }
        Faults faults = new Faults();
        faults.add(
                "breakwater.sandbox",
                "cannot start (" + cause.getMessage()
                        + "); choose other ports or another ledger-file, or stop what has them");
        return new ConfigurationException(faults.report());
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
