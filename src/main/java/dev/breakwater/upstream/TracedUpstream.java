package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.trace.AttemptSpans;
import io.vertx.core.Future;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells the provider of the trace, and makes a span of each attempt that is sampled. In the chain only with tracing on.
 */
final class TracedUpstream implements Upstream {

    private final AttemptSpans spans;
    private final @Nullable CircuitBreaker breaker;
    private final RouteClient next;

    /** @param breaker null if the route has none */
    TracedUpstream(AttemptSpans spans, @Nullable CircuitBreaker breaker, RouteClient next) {
        this.spans = spans;
        this.breaker = breaker;
        this.next = next;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        AttemptSpans.Begun span = spans.begin(exchange);
        if (span == null) {
            return next.attempt(exchange);
        }
        String state = breaker == null ? "none" : label(breaker.view());
        UpstreamCall call = next.call(exchange);
        int number = exchange.attempts();
        return call.outcome()
                .onSuccess(outcome ->
                        OutcomeEnd.of(outcome, () -> span.ended(outcome, number, label(call.phase()), state)));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
