package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import io.vertx.core.Future;

/**
 * One way to try an exchange at its provider: the client itself, or a guard around another.
 *
 * <p>Threading: called, and answers, on the exchange's event loop.
 */
@FunctionalInterface
public interface Upstream {

    /** Makes one attempt. The future never fails: what goes wrong is an {@link Outcome}. */
    Future<Outcome> attempt(Exchange exchange);
}
