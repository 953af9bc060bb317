package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;

/** Passes on what the provider says of its pace. It stands next to the client: what guards refuse is no sign. */
final class PaceUpstream implements Upstream {

    private final Provider provider;
    private final Ticker ticker;
    private final Upstream next;

    PaceUpstream(Provider provider, Ticker ticker, Upstream next) {
        this.provider = provider;
        this.ticker = ticker;
        this.next = next;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        long began = ticker.nanos();
        return next.attempt(exchange).onSuccess(outcome -> {
            PaceSign sign = PaceSign.in(outcome, began);
            if (sign != null) {
                provider.heard(sign);
            }
        });
    }
}
