package dev.breakwater.pipeline;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Trace;
import io.prometheus.client.exemplars.Exemplar;
import io.prometheus.client.exemplars.ExemplarSampler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets the buckets of the request histogram name an exchange whose trace is recorded, so that a slow bucket leads to a
 * trace. Each bucket keeps its exemplar for a while, so that it costs next to nothing.
 *
 * <p>Threading: safe for any thread; an exchange is offered by the event loop that measures it, for as long as it does.
 */
public final class Exemplars implements ExemplarSampler {

    private static final ThreadLocal<@Nullable Trace> OFFERED = new ThreadLocal<>();
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Ticker ticker;

    public Exemplars(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Measures something of {@code exchange}, which may become an exemplar of it. */
    static void of(Exchange exchange, Runnable measuring) {
        if (!exchange.trace().isSampled()) {
            measuring.run();
            return;
        }
        OFFERED.set(exchange.trace());
        try {
            measuring.run();
        } finally {
            OFFERED.remove();
        }
    }

    @Override
    public @Nullable Exemplar sample(double value, double from, double to, @Nullable Exemplar before) {
        Trace trace = OFFERED.get();
        if (trace == null) {
            return null; // the one before stays
        }
        long now = ticker.now().toEpochMilli();
        Long since = before == null ? null : before.getTimestampMs();
        return since != null && now - since < KEPT.toMillis()
                ? null
                : new Exemplar(value, now, "trace_id", trace.id(), "span_id", String.valueOf(trace.spanId()));
    }

    @Override
    public @Nullable Exemplar sample(double increment, @Nullable Exemplar before) {
        return null; // counters have none
    }
}
