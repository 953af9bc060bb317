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

    private static final Duration LEASES_RUN_OUT = Duration.ofMinutes(1);

    private final Stage stage;
    private final Duration passing;
    private final Random random;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger deaths = new AtomicInteger();
    private final ScheduledFuture<?> running;

    /**
     * Leases of the dead run out at once, since the clock jumps. Only while the provider is gone: the leases of the
     * living run out with them, and what these are sending would be sent by others beside them.
     *
     * @param every between two killings; the first comes after a tenth of it, so that no run is too short for one
     */
    static Chaos whileNothingIsSent(Stage stage, long seed, Duration every) {
        return new Chaos(stage, seed, every, LEASES_RUN_OUT);
    }

    /** Leases of the dead are waited for. */
    static Chaos whileSending(Stage stage, long seed, Duration every) {
        return new Chaos(stage, seed, every, Duration.ZERO);
    }

    private Chaos(Stage stage, long seed, Duration every, Duration passing) {
        this.stage = stage;
        this.passing = passing;
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
                stage.passTime(passing);
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
