package dev.breakwater.trace;

import dev.breakwater.exchange.Trace;
import dev.breakwater.exchange.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of what is over and hands them to the SDK, which sends them in its own time.
 *
 * <p>Threading: safe for any thread.
 */
final class Spans {

    private final Tracer tracer;

    /**
     * What was done.
     *
     * @param beganNanos the clock's reading when it began
     * @param endedNanos the clock's reading when it was over
     * @param error whether it failed
     */
    record Span(String name, SpanKind kind, long beganNanos, long endedNanos, Attributes attributes, boolean error) {}

    Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    /**
     * Hands over one span of {@code trace}.
     *
     * @param id the span's own
     * @param parent the span that caused it; null if it is its trace's first
     */
    void emit(Trace trace, String id, @Nullable TraceParent parent, Span span) {
        Context context = Context.root();
        if (parent != null) {
            TraceState state = trace.parent() == null ? TraceState.getDefault() : state(trace); // or it is the link's
            SpanContext above =
                    SpanContext.createFromRemoteParent(trace.id(), parent.spanId(), TraceFlags.getSampled(), state);
            context = context.with(io.opentelemetry.api.trace.Span.wrap(above));
        }
        SpanBuilder builder = tracer.spanBuilder(span.name())
                .setParent(context)
                .setSpanKind(span.kind())
                .setStartTimestamp(trace.epochNanos(span.beganNanos()), TimeUnit.NANOSECONDS)
                .setAllAttributes(span.attributes());
        TraceParent link = trace.link();
        if (link != null && parent == null) {
            builder.addLink(SpanContext.createFromRemoteParent(
                    link.traceId(),
                    link.spanId(),
                    link.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                    state(trace)));
        }
        SpanIds.with(trace.id(), id, () -> {
            io.opentelemetry.api.trace.Span started = builder.startSpan();
            if (span.error()) {
                started.setStatus(StatusCode.ERROR);
            }
            started.end(trace.epochNanos(span.endedNanos()), TimeUnit.NANOSECONDS);
        });
    }

    private static TraceState state(Trace trace) {
        String text = trace.state();
        if (text == null) {
            return TraceState.getDefault();
        }
        TraceStateBuilder state = TraceState.builder();
        String[] members = text.split(",", -1);
        for (int i = members.length - 1; i >= 0; i--) { // what is put last comes first
            int equals = members[i].indexOf('=');
            state.put(members[i].substring(0, equals), members[i].substring(equals + 1));
        }
        return state.build();
    }
}
