package dev.breakwater.trace;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Trace;
import dev.breakwater.exchange.TraceParent;
import dev.breakwater.exchange.WriteId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Traces, where they are on; where they are off there is none of this. Whether an exchange is sampled is decided when
 * its head is here: as whoever called us wishes, else by the ratio. Of what is not sampled nothing is made but a
 * header. Of what is, ids are made at once and each span when it is over, so that no span object is carried along.
 *
 * <p>No span holds a body, a header's value, a credential or a raw target: what names a call is its route's template.
 *
 * <p>Threading: safe for any thread; nothing here waits, and what the exporter cannot take is dropped.
 */
public final class Tracing {

    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("breakwater.provider");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("breakwater.route");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("breakwater.outcome");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("breakwater.client");
    private static final AttributeKey<String> WRITE = AttributeKey.stringKey("breakwater.write_id");
    private static final AttributeKey<String> BECAME = AttributeKey.stringKey("breakwater.became");
    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("breakwater.attempts");
    private static final AttributeKey<String> HTTP_ROUTE = AttributeKey.stringKey("http.route");
    private static final int FIRST_ERROR = 500;
    private static final String OTHER = "_OTHER";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "QUERY");

    private final Spans spans;
    private final Ratio ratio;
    private final Ticker ticker;

    Tracing(Tracer tracer, Ratio ratio, Ticker ticker) {
        this.spans = new Spans(tracer);
        this.ratio = ratio;
        this.ticker = ticker;
    }

    /** How the attempts of one route become spans. */
    public AttemptSpans attempts(Scope route, String template, String host, int port) {
        return new AttemptSpans(spans, ticker, route, template, host, port);
    }

    /** The head of {@code exchange} is here: says whether its trace is sampled. */
    public void began(Exchange exchange) {
        Trace trace = exchange.trace();
        TraceParent parent = trace.parent();
        decide(trace, parent == null ? ratio.has(trace.id()) : parent.sampled());
    }

    /**
     * What was asked for in another trace is done now: it gets a trace of its own, linked to that one and sampled as
     * that one was.
     *
     * @param asked the {@code traceparent} under which it was asked for; null if it is not known
     */
    public void beganApart(Exchange exchange, @Nullable String asked) {
        TraceParent link = TraceParent.of(asked);
        Trace trace = Trace.apart(exchange.received(), link);
        exchange.traced(trace);
        decide(trace, link == null ? ratio.has(trace.id()) : link.sampled());
    }

    /**
     * An exchange has ended: its server span.
     *
     * @param path the template of its route's path; null if it found no route
     */
    public void ended(Exchange exchange, @Nullable String path, Ending ending, long nowNanos) {
        if (!exchange.trace().isSampled()) {
            return;
        }
        Problem problem = ending.problem();
        int status = problem != null ? problem.type().status() : status(ending);
        AttributesBuilder attributes = attributes(exchange, ending.outcome())
                .put(METHOD, method(exchange))
                .put(STATUS, (long) status)
                .put(CLIENT, exchange.clientName())
                .put(ATTEMPTS, (long) exchange.attempts());
        String name = method(exchange);
        if (path != null) {
            String template = "/" + exchange.target().provider() + path;
            attributes.put(PROVIDER, exchange.target().provider()).put(HTTP_ROUTE, template);
            name += " " + template;
        }
        boolean error = status >= FIRST_ERROR;
        if (error) {
            attributes.put(
                    ERROR_TYPE,
                    problem == null ? Integer.toString(status) : problem.type().slug());
        }
        emit(exchange, name, SpanKind.SERVER, nowNanos, attributes.build(), error);
    }

    /**
     * A delivery of a queued write is over, for this time: the first span of its own trace.
     *
     * @param outcome of the attempt; null if nothing was sent
     * @param became what was done with the write then
     */
    public void delivered(Exchange exchange, WriteId write, @Nullable Outcome outcome, String became) {
        if (exchange.trace().isSampled()) {
            boolean error = outcome != null && !(outcome instanceof Outcome.Answered);
            AttributesBuilder attributes = attributes(exchange, outcome == null ? "unsent" : outcome.label());
            later(exchange, "deliver", SpanKind.CONSUMER, attributes, write, became, error);
        }
    }

    /** The same for a question to the provider about a parked write. */
    public void lookedUp(Exchange question, WriteId write, String became) {
        if (question.trace().isSampled()) {
            AttributesBuilder attributes = attributes(question, null);
            later(question, "look up", SpanKind.INTERNAL, attributes, write, became, false);
        }
    }

    private void later(
            Exchange exchange,
            String what,
            SpanKind kind,
            AttributesBuilder attributes,
            WriteId write,
            String became,
            boolean error) {
        attributes
                .put(PROVIDER, exchange.target().provider())
                .put(WRITE, write.toString())
                .put(BECAME, became);
        String name = what + " " + exchange.target().provider() + "/" + exchange.routeName();
        emit(exchange, name, kind, ticker.nanos(), attributes.build(), error);
    }

    private void emit(
            Exchange exchange, String name, SpanKind kind, long nowNanos, Attributes attributes, boolean error) {
        Trace trace = exchange.trace();
        TraceParent own = trace.own();
        if (own != null) {
            spans.emit(
                    trace,
                    own.spanId(),
                    trace.parent(),
                    new Spans.Span(name, kind, exchange.beganNanos(), nowNanos, attributes, error));
        }
    }

    private void decide(Trace trace, boolean sampled) {
        trace.decide(sampled, sampled ? epochNanos() - ticker.nanos() : 0);
    }

    private long epochNanos() {
        Instant now = ticker.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** What is not known is left out. */
    private static AttributesBuilder attributes(Exchange exchange, @Nullable String outcome) {
        return Attributes.builder().put(ROUTE, exchange.routeName()).put(OUTCOME, outcome);
    }

    private static int status(Ending ending) {
        return ending.answer() == null ? FIRST_ERROR : ending.answer().status();
    }

    /** The method, unless it is one that anybody may have made up. */
    static String method(Exchange exchange) {
        return METHODS.contains(exchange.method()) ? exchange.method() : OTHER;
    }
}
