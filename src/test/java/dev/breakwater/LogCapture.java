package dev.breakwater;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;

/** What is logged, by any thread, until it is closed. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final Logger root = Logger.getLogger("");
    private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();

    public LogCapture() {
        root.addHandler(this);
    }

    /** What has been logged so far. */
    public List<ExtLogRecord> lines() {
        return new ArrayList<>(lines);
    }

    /** Those whose field {@code event} is this one. */
    public List<ExtLogRecord> events(String event) {
        return lines().stream()
                .filter(line -> event.equals(line.getMdc("event")))
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        ExtLogRecord wrapped = ExtLogRecord.wrap(line);
        wrapped.copyMdc();
        lines.add(wrapped);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
