package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.guard.CallResult;
import dev.breakwater.guard.CircuitBreaker;
import io.vertx.core.Future;

/** Asks the breaker before each call and tells it what came of the call. */
final class BreakerUpstream implements Upstream {

    private static final int TOO_MANY_REQUESTS = 429;

    private final CircuitBreaker breaker;
    private final Upstream next;

    BreakerUpstream(CircuitBreaker breaker, Upstream next) {
        this.breaker = breaker;
        this.next = next;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        CircuitBreaker.Permit permit = breaker.tryAcquire();
        if (permit == null) {
            return Future.succeededFuture(new Refused(Refusal.BREAKER_OPEN, breaker.retryAfter(), null));
        }
        return next.attempt(exchange).onSuccess(outcome -> permit.end(result(outcome, exchange.clientGone())));
    }

    /**
     * An answer that is passed on as it comes counts when its head is here; if it breaks off, nothing more is known.
     */
    private static CallResult result(Outcome outcome, boolean clientGone) {
        return outcome.fold(
                answered -> CallResult.GOOD,
                BreakerUpstream::ofRefused,
                notReached -> clientGone ? CallResult.SILENT : CallResult.BAD, // it was perhaps not let connect
                BreakerUpstream::ofUnknown);
    }

    /** A provider that only asks for patience is well; one that answers 503 is not, even if it did nothing. */
    private static CallResult ofRefused(Refused refused) {
        Answer answer = refused.answer();
        boolean onlyPatience = answer == null || answer.status() == TOO_MANY_REQUESTS;
        return onlyPatience ? CallResult.SILENT : CallResult.BAD;
    }

    private static CallResult ofUnknown(Unknown unknown) {
        boolean ours = unknown.doubt() == Doubt.ABANDONED || unknown.doubt() == Doubt.INTERNAL;
        return ours ? CallResult.SILENT : CallResult.BAD;
    }
}
