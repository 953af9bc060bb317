package dev.breakwater.fault;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How late the machine itself was at its worst while this was open: an idle thread that wants to run every few
 * milliseconds notes how much longer it had to wait. What is measured beside it cannot have been more punctual.
 */
final class Lateness implements AutoCloseable {

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private long lastNanos = System.nanoTime();
    private volatile long worstNanos;

    Lateness() {
        var unused = thread.scheduleWithFixedDelay(this::note, EVERY_NANOS, EVERY_NANOS, TimeUnit.NANOSECONDS);
    }

    private void note() {
        long now = System.nanoTime();
        worstNanos = Math.max(worstNanos, now - lastNanos - EVERY_NANOS);
        lastNanos = now;
    }

    Duration worst() {
        return Duration.ofNanos(worstNanos);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
