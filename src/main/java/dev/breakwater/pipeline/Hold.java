package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import io.vertx.core.Future;

/** What is held in the store for an exchange while its provider is called: nothing, its key, or its place in a lane. */
interface Hold {

    /** Stages 6 and 7: how the exchange ends after {@code outcome}, once what must be kept of it is. Never fails. */
    Future<Ending> after(Outcome outcome);
}
