package dev.breakwater.pipeline;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.ResendRule;
import dev.breakwater.upstream.Upstream;

/**
 * An exchange that has found its route.
 *
 * @param exchange the request
 * @param route whose policy holds
 * @param provider whose state is shared by all calls
 * @param upstream how the route is called
 * @param resend when it may be called again
 */
record Passage(Exchange exchange, Route route, Provider provider, Upstream upstream, ResendRule resend) {

    /** Whether the client may send it again: with a key of its own, by which the provider will recognise it. */
    boolean isRepeatable() {
        return exchange.key() != null && resend.isRecognised(exchange);
    }
}
