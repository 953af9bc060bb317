package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The trace of an exchange: the one in the client's {@code traceparent}, else one of our own. With tracing off it is
 * never {@linkplain #decide decided} about, what the client sent passes on as it is, and the id is made when first
 * asked for: by a log line or a problem.
 *
 * <p>Threading: as its exchange.
 */
public final class Trace {

    private final MultiMap headers;
    private final @Nullable TraceParent link;
    private final @Nullable String linkState;
    private @Nullable TraceParent parent;
    private boolean parentRead;
    private @Nullable String id;
    private @Nullable TraceParent own;
    private long epochShiftNanos;

    Trace(MultiMap headers) {
        this.headers = headers;
        this.link = null;
        this.linkState = null;
    }

    private Trace(MultiMap headers, @Nullable TraceParent link) {
        this.headers = headers;
        this.link = link;
        this.linkState = link == null ? null : TraceState.in(headers); // they are about to change
        this.parentRead = true; // what the headers name is not its parent
    }

    /**
     * A trace of its own for what was asked for in another, and is done later.
     *
     * @param headers of the request, which may name the other one
     * @param link the other one's; null if it is not known
     */
    public static Trace apart(MultiMap headers, @Nullable TraceParent link) {
        return new Trace(headers, link);
    }

    /** 32 lower-case hexadecimal digits. */
    public String id() {
        if (id == null) {
            TraceParent given = parent();
            id = given == null ? TraceParent.madeTraceId() : given.traceId();
        }
        return id;
    }

    /** What the client named; null if nothing, or nothing of use. */
    public @Nullable TraceParent parent() {
        if (!parentRead) {
            parent = TraceParent.in(headers);
            parentRead = true;
        }
        return parent;
    }

    /** The trace in which it was asked for; null if that is this one, or is not known. */
    public @Nullable TraceParent link() {
        return link;
    }

    /** The {@code tracestate} that came with the parent, or with the link; null if there is none of use. */
    public @Nullable String state() {
        return parent() == null ? linkState : TraceState.in(headers);
    }

    /**
     * Says whether its spans are recorded.
     *
     * @param shiftNanos what makes nanoseconds since 1970 of a clock's reading; of no meaning if not sampled
     */
    public void decide(boolean sampled, long shiftNanos) {
        epochShiftNanos = shiftNanos;
        if (sampled || parent() == null) {
            own = TraceParent.madeIn(id(), sampled);
        }
    }

    /** Whether its spans are recorded. */
    public boolean isSampled() {
        return own != null && own.sampled();
    }

    /** The id of the exchange's own span, 16 lower-case hexadecimal digits; null if none is recorded. */
    public @Nullable String spanId() {
        return own == null || !own.sampled() ? null : own.spanId();
    }

    /** Our own place in the trace; null if what the client sent passes on as it is. */
    public @Nullable TraceParent own() {
        return own;
    }

    /** Nanoseconds since 1970 at a clock's reading; only if it is sampled. */
    public long epochNanos(long reading) {
        return reading + epochShiftNanos;
    }

    /** The {@code traceparent} under which what is done later can be found; null if there is no trace. */
    public @Nullable String context() {
        if (own != null) {
            return own.value();
        }
        return parent() == null ? null : headers.get(TraceParent.HEADER);
    }
}
