package dev.breakwater.trace;

import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Has the SDK make spans with ids that were chosen, and sent to others, before: a span comes about only when it is
 * over.
 *
 * <p>Threading: safe for any thread; what is chosen holds for the thread.
 */
final class SpanIds implements IdGenerator {

    private static final ThreadLocal<SpanIds.Chosen> CHOSEN = new ThreadLocal<>();

    private record Chosen(String traceId, String spanId) {}

    /** Runs {@code start}, which starts one span, with these ids. */
    static void with(String traceId, String spanId, Runnable start) {
        CHOSEN.set(new Chosen(traceId, spanId));
        try {
            start.run();
        } finally {
            CHOSEN.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Chosen chosen = CHOSEN.get();
        return chosen == null ? IdGenerator.random().generateSpanId() : chosen.spanId();
    }

    @Override
    public String generateTraceId() {
        Chosen chosen = CHOSEN.get();
        return chosen == null ? IdGenerator.random().generateTraceId() : chosen.traceId();
    }
}
