package dev.breakwater.fault.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts a gateway again when it has died, in its right form. */
final class Keeper implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration LEASES_RUN_OUT = Duration.ofMinutes(1);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger deaths = new AtomicInteger();
    private final ScheduledFuture<?> looking;

    Keeper(Stage stage, GatewayProcess gateway) {
        looking = thread.scheduleWithFixedDelay(
                () -> look(stage, gateway), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    int deaths() {
        return deaths.get();
    }

    private void look(Stage stage, GatewayProcess gateway) {
        if (gateway.isAlive()) {
            return;
        }
        try {
            deaths.incrementAndGet();
            stage.passTime(LEASES_RUN_OUT);
            gateway.start(Map.of());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for a start that is under way; a failed one fails the test. */
    @Override
    public void close() {
        looking.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("what had died does not come back");
            }
            if (!looking.isCancelled()) {
                looking.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }
}
