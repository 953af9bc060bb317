package dev.breakwater;

import dev.breakwater.exchange.MayBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.ErrorManager;
import org.jboss.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Takes lines off the threads that make them, and has a thread of its own write them by the hundred: neither a slow
 * reader of the log nor a system call per line costs an exchange anything. A line is written some milliseconds after it
 * was made. When {@link #WAITING_MAX} wait, further ones are dropped, which is told as soon as lines flow again.
 *
 * <p>Threading: safe for any thread; publishing never waits.
 */
final class BatchingHandler extends ExtHandler {

    /** How many lines may wait. */
    static final int WAITING_MAX = 16_384;

    private static final Logger LOG = Logger.getLogger(BatchingHandler.class);
    private static final int BATCH_MAX = 512;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LAST_WORDS_MAX = Duration.ofSeconds(2);

    private final ExtHandler writer;
    private final BlockingQueue<ExtLogRecord> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread = new Thread(this::run, "log");
    private volatile boolean closed;

    /** @param writer formats and writes; only this one publishes to it until it is closed */
    BatchingHandler(ExtHandler writer) {
        this.writer = writer;
        writer.setAutoFlush(false);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        if (!waiting.offer(line)) {
            dropped.incrementAndGet();
        } else if (closed && !thread.isAlive()) {
            writeAll();
        }
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return writer.isCallerCalculationRequired();
    }

    /** Writes what waits; later lines are written at once. Waits for a reader, but no longer than two seconds. */
    @Override
    @MayBlock
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LAST_WORDS_MAX.toMillis());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            writeAll();
        }
    }

    @MayBlock
    private void run() {
        while (!closed) {
            try {
                write(waiting.take());
            } catch (InterruptedException ending) {
                return;
            }
            writeAll();
            tellWhatWasDropped();
            LockSupport.parkNanos(PAUSE.toNanos()); // let lines gather, and wake up for many at once
        }
    }

    private void writeAll() {
        List<ExtLogRecord> batch = new ArrayList<>(BATCH_MAX);
        while (waiting.drainTo(batch, BATCH_MAX) > 0) {
            batch.forEach(this::write);
            batch.clear();
        }
        writer.flush();
    }

    private void write(ExtLogRecord line) {
        try {
            writer.publish(line);
        } catch (RuntimeException bug) { // of a filter: the other lines must be written all the same
            reportError("a line was not written", bug, ErrorManager.WRITE_FAILURE);
        }
    }

    private void tellWhatWasDropped() {
        long lines = dropped.getAndSet(0);
        if (lines > 0) {
            LOG.warnf(
                    "%d lines about exchanges and deliveries were dropped: whoever reads this log was too slow", lines);
        }
    }
}
