package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.guard.Bulkhead;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Lets through as many calls at a time as its bulkhead has places; a call holds its place to its answer's last byte.
 */
final class BulkheadUpstream implements Upstream {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1); // places come free all the time

    private final Bulkhead bulkhead;
    private final Upstream next;

    BulkheadUpstream(Bulkhead bulkhead, Upstream next) {
        this.bulkhead = bulkhead;
        this.next = next;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        if (!bulkhead.tryEnter()) {
            return Future.succeededFuture(new Refused(Refusal.BULKHEAD_FULL, RETRY_AFTER, null));
        }
        return next.attempt(exchange).onSuccess(outcome -> OutcomeEnd.of(outcome, bulkhead::leave));
    }
}
