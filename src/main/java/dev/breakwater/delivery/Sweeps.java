package dev.breakwater.delivery;

import dev.breakwater.exchange.Chance;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Housekeeping of the partitions of one event loop, each at its own time, so that replicas do not do the same at once.
 *
 * <p>Threading: for one event loop.
 */
final class Sweeps {

    private static final int LIMIT = 100; // writes moved by one step: short enough that the store serves others

    private final Vertx vertx;
    private final WriteQueue queue;
    private final Duration every;
    private final Chance chance;
    private final IntConsumer moved;
    private final Map<Integer, Long> timers = new HashMap<>();
    private boolean stopped;

    /** @param moved hears of partitions in which something may be due now */
    Sweeps(Vertx vertx, WriteQueue queue, Duration every, Chance chance, IntConsumer moved) {
        this.vertx = vertx;
        this.queue = queue;
        this.every = every;
        this.chance = chance;
        this.moved = moved;
    }

    void start(Iterable<Integer> partitions) {
        partitions.forEach(this::later);
    }

    void stop() {
        stopped = true;
        timers.values().forEach(vertx::cancelTimer);
    }

    private void later(int partition) {
        if (!stopped) {
            long millis = (long) (every.toMillis() * (0.5 + chance.next()));
            timers.put(partition, vertx.setTimer(Math.max(1, millis), id -> sweep(partition)));
        }
    }

    private void sweep(int partition) {
        if (stopped) {
            return;
        }
        queue.sweep(partition, LIMIT).onComplete(swept -> {
            int count = swept.failed() ? 0 : swept.result();
            if (count > 0) {
                moved.accept(partition);
            }
            if (count >= LIMIT) {
                sweep(partition);
            } else {
                later(partition);
            }
        });
    }
}
