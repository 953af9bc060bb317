package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as the header {@code traceparent} names it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param sampled whether whoever sent it records its spans
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {

    /** The header's name. */
    public static final String HEADER = "traceparent";

    private static final int VERSION_END = 2;
    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN_START = 36;
    private static final int SPAN_END = 52;
    private static final int FLAGS_START = 53;
    private static final int LENGTH = 55;
    private static final String NO_TRACE = "0".repeat(TRACE_END - TRACE_START);
    private static final String NO_SPAN = "0".repeat(SPAN_END - SPAN_START);

    /** The one in {@code headers}; null if there is none, more than one, or one that breaks the rules. */
    static @Nullable TraceParent in(MultiMap headers) {
        if (!headers.contains(HEADER)) {
            return null;
        }
        List<String> values = headers.getAll(HEADER);
        return values.size() == 1 ? of(values.get(0)) : null;
    }

    /**
     * Reads a header's value: of version 00 exactly, of later versions what they must have in common with it.
     *
     * @return null if it breaks the rules, which is as if it had not been sent
     */
    public static @Nullable TraceParent of(@Nullable String value) {
        if (value == null || value.length() < LENGTH || !isHex(value, 0, VERSION_END) || value.startsWith("ff")) {
            return null;
        }
        boolean first = value.startsWith("00");
        boolean ends = value.length() == LENGTH || (!first && value.charAt(LENGTH) == '-');
        boolean parted =
                value.charAt(VERSION_END) == '-' && value.charAt(TRACE_END) == '-' && value.charAt(SPAN_END) == '-';
        if (!ends || !parted || !isHex(value, TRACE_START, TRACE_END) || !isHex(value, SPAN_START, SPAN_END)) {
            return null;
        }
        String traceId = value.substring(TRACE_START, TRACE_END);
        String spanId = value.substring(SPAN_START, SPAN_END);
        if (traceId.equals(NO_TRACE) || spanId.equals(NO_SPAN) || !isHex(value, FLAGS_START, LENGTH)) {
            return null;
        }
        return new TraceParent(traceId, spanId, (Character.digit(value.charAt(LENGTH - 1), 16) & 1) == 1);
    }

    /** A new place in the trace {@code traceId}. */
    public static TraceParent madeIn(String traceId, boolean sampled) {
        return new TraceParent(traceId, HexFormat.of().toHexDigits(random() | 1), sampled);
    }

    /** A trace id of our own: random, and never all zero. */
    static String madeTraceId() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random()) + hex.toHexDigits(random() | 1);
    }

    /** The header's value, in version 00. */
    public String value() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
