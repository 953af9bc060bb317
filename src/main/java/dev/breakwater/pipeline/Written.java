package dev.breakwater.pipeline;

import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;

/**
 * A write that is over, as far as its client is told.
 *
 * @param passage its exchange and route
 * @param ending what its client is told
 */
record Written(Passage passage, Ending ending) {

    /** Drops kept answers that it makes out of date, and gives its ending. */
    Ending invalidate(WriteInvalidation invalidation) {
        Exchange exchange = passage.exchange();
        switch (ending.outcome()) {
            case "answered":
                invalidation.executed(passage.route(), passage.provider().settings(), exchange, ending.answer());
                break;
            case "unknown": // a 500 is no word on whether it was executed
                invalidation.executed(passage.route(), passage.provider().settings(), exchange, null);
                break;
            case "queued":
                if (exchange.attempts() > 0) {
                    invalidation.executed(passage.route(), passage.provider().settings(), exchange, null);
                } else {
                    invalidation.queued(passage.route(), exchange);
                }
                break;
            default: // nothing was done
        }
        return ending;
    }
}
