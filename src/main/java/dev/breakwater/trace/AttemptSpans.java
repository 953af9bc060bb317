package dev.breakwater.trace;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Trace;
import dev.breakwater.exchange.TraceParent;
import dev.breakwater.exchange.TraceState;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.MultiMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one route: what each tells the provider of its trace, and its client span.
 *
 * <p>Threading: safe for any thread.
 */
public final class AttemptSpans {

    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> TEMPLATE = AttributeKey.stringKey("url.template");
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("breakwater.attempt");
    private static final AttributeKey<String> PHASE = AttributeKey.stringKey("breakwater.wire_phase");
    private static final AttributeKey<String> BREAKER = AttributeKey.stringKey("breakwater.breaker");
    private static final int FIRST_ERROR = 500;

    private final Spans spans;
    private final Ticker ticker;
    private final String template;
    private final Attributes always;

    AttemptSpans(Spans spans, Ticker ticker, Scope route, String template, String host, int port) {
        this.spans = spans;
        this.ticker = ticker;
        this.template = template;
        this.always = Attributes.builder()
                .put(Tracing.PROVIDER, route.provider())
                .put(Tracing.ROUTE, route.route())
                .put(SERVER, host)
                .put(PORT, (long) port)
                .put(TEMPLATE, template)
                .build();
    }

    /** An attempt that is under way. */
    public final class Begun {

        private final Exchange exchange;
        private final TraceParent shown;
        private final long beganNanos;

        private Begun(Exchange exchange, TraceParent shown) {
            this.exchange = exchange;
            this.shown = shown;
            this.beganNanos = ticker.nanos();
        }

        /**
         * It is over.
         *
         * @param number counted from 1
         * @param phase how far it came on the wire
         * @param breaker how the route's breaker stood when it began
         */
        public void ended(Outcome outcome, int number, String phase, String breaker) {
            Trace trace = exchange.trace();
            Answer answer = outcome.anyAnswer();
            AttributesBuilder attributes = always.toBuilder()
                    .put(Tracing.METHOD, Tracing.method(exchange))
                    .put(Tracing.OUTCOME, outcome.label())
                    .put(ATTEMPT, (long) number)
                    .put(PHASE, phase)
                    .put(BREAKER, breaker);
            if (number > 1) {
                attributes.put(RESENT, number - 1L);
            }
            if (answer != null) {
                attributes.put(Tracing.STATUS, (long) answer.status());
            }
            boolean error = isError(outcome, answer);
            if (error) {
                attributes.put(Tracing.ERROR_TYPE, errorType(outcome, answer));
            }
            spans.emit(
                    trace,
                    shown.spanId(),
                    trace.own(),
                    new Spans.Span(
                            Tracing.method(exchange) + " " + template,
                            SpanKind.CLIENT,
                            beganNanos,
                            ticker.nanos(),
                            attributes.build(),
                            error));
        }

        /** A provider's no to the payment is an answer like any other. */
        private static boolean isError(Outcome outcome, @Nullable Answer answer) {
            return !(outcome instanceof Outcome.Answered) || (answer != null && answer.status() >= FIRST_ERROR);
        }

        private static String errorType(Outcome outcome, @Nullable Answer answer) {
            if (answer != null) {
                return Integer.toString(answer.status());
            }
            return outcome instanceof Outcome.Unknown unknown
                    ? unknown.doubt().name().toLowerCase(Locale.ROOT).replace('_', '-')
                    : outcome.label();
        }
    }

    /**
     * An attempt is about to begin: puts what it tells the provider into the headers that are passed on.
     *
     * @return null if it is not sampled
     */
    public @Nullable Begun begin(Exchange exchange) {
        Trace trace = exchange.trace();
        TraceParent own = trace.own();
        if (own == null) {
            return null; // what the client sent holds
        }
        MultiMap headers = exchange.headers();
        String state = trace.parent() == null ? null : trace.state();
        if (state == null) {
            headers.remove(TraceState.HEADER);
        } else {
            headers.set(TraceState.HEADER, state);
        }
        TraceParent shown = own.sampled() ? TraceParent.madeIn(own.traceId(), true) : own;
        headers.set(TraceParent.HEADER, shown.value());
        return own.sampled() ? new Begun(exchange, shown) : null;
    }
}
