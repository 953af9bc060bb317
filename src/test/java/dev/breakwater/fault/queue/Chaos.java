package dev.breakwater.fault.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Kills gateways and the store, one at a time, and starts them again. */
final class Chaos implements AutoCloseable {

    /** By how much the clock goes on after a death, so that leases of the dead need not be waited for. */
    private static final Duration LEASES_RUN_OUT = Duration.ofMinutes(1);

    private final Stage stage;
    private final Random random;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger deaths = new AtomicInteger();
    private final ScheduledFuture<?> running;

    /** @param every between two killings; the first comes after a tenth of it, so that no run is too short for one */
    Chaos(Stage stage, long seed, Duration every) {
        this.stage = stage;
        this.random = new Random(seed);
        this.running = thread.scheduleWithFixedDelay(
                this::kill, every.toMillis() / 10, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    int deaths() {
        return deaths.get();
    }

    private void kill() {
        deaths.incrementAndGet();
        try {
            int victim = random.nextInt(stage.gateways.size() + 1);
            if (victim == stage.gateways.size()) {
                stage.store.kill();
                stage.store.start();
            } else {
                GatewayProcess gateway = stage.gateways.get(victim);
                gateway.kill();
                stage.passTime(LEASES_RUN_OUT);
                gateway.start(Map.of());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Waits for a killing that is under way; all run again. A failed one fails the test. */
    @Override
    public void close() {
        running.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("what was killed does not come back");
            }
            if (!running.isCancelled()) {
                running.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
    }
}
