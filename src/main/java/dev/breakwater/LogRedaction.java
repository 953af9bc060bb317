package dev.breakwater;

import dev.breakwater.audit.Redaction;
import dev.breakwater.pipeline.ExchangeLog;
import io.quarkus.logging.LoggingFilter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * The last net under the log: takes card numbers, codes and secrets out of a line's text and out of the stack trace
 * with it, whoever wrote them. Lines whose every value has a type that cannot hold any pass as they are.
 *
 * <p>Threading: safe for any thread.
 */
@LoggingFilter(name = "redaction")
public final class LogRedaction implements Filter {

    private final Redaction redaction = Redaction.standard();
    private final PatternFormatter message = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord line) {
        if (line instanceof ExtLogRecord record && !ExchangeLog.CATEGORY.equals(record.getLoggerName())) {
            redact(record);
        }
        return true;
    }

    private void redact(ExtLogRecord record) {
        String text = message.format(record);
        String clean = redaction.text(text);
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            String trace = trace(thrown);
            String cleanTrace = redaction.text(trace);
            if (!cleanTrace.equals(trace)) {
                record.setThrown(null);
                clean = clean + System.lineSeparator() + cleanTrace;
            }
        }
        if (!clean.equals(text)) {
            record.setMessage(clean, FormatStyle.NO_FORMAT);
            record.setParameters(null);
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter written = new StringWriter();
        thrown.printStackTrace(new PrintWriter(written));
        return written.toString();
    }
}
