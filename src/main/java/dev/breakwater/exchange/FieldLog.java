package dev.breakwater.exchange;

import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * A log whose lines carry fields beside their text: stable keys, which {@code docs/logs.md} lists, for those who
 * search. Whatever goes into a field is a name, a number or an id of ours, never text from outside: that is what keeps
 * secrets and card data out, before anything looks for them.
 *
 * <p>Threading: safe for any thread.
 */
public final class FieldLog {

    /** The field that says which kind of line it is. */
    public static final String EVENT = "event";

    private final Logger logger;

    private FieldLog(Logger logger) {
        this.logger = logger;
    }

    /** The log of {@code category}, which is what its level is set by. */
    public static FieldLog of(String category) {
        return new FieldLog(Logger.getLogger(category));
    }

    /** Whether {@link #info} writes anything. */
    public boolean isOn() {
        return logger.isLoggable(Level.INFO);
    }

    /** What went as it should, or degraded, which is quiet. */
    public void info(String text, Map<String, String> fields) {
        write(Level.INFO, text, fields);
    }

    /** What somebody will ask about. */
    public void warn(String text, Map<String, String> fields) {
        write(Level.WARN, text, fields);
    }

    /** What must wake somebody up. */
    public void error(String text, Map<String, String> fields) {
        write(Level.ERROR, text, fields);
    }

    private void write(java.util.logging.Level level, String text, Map<String, String> fields) {
        ExtLogRecord line = new ExtLogRecord(level, text, FormatStyle.NO_FORMAT, FieldLog.class.getName());
        line.setMdc(fields);
        line.disableCallerCalculation();
        logger.logRaw(line);
    }
}
