package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.upstream.UpstreamMetrics.Counters;
import io.vertx.core.Future;

/** Counts attempts. It stands next to the client: what guards refuse is no attempt. */
final class MeasuredUpstream implements Upstream {

    private final Counters counters;
    private final Upstream next;

    MeasuredUpstream(Counters counters, Upstream next) {
        this.counters = counters;
        this.next = next;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        return next.attempt(exchange).onSuccess(counters::count);
    }
}
