package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.route.Kind;
import org.jboss.logging.Logger;

/**
 * Stage 7: what is kept of an exchange. A write whose outcome is unknown is always worth a line: somebody will ask.
 *
 * <p>Threading: safe for any thread.
 */
final class Record {

    private static final Logger LOG = Logger.getLogger(RequestPipeline.class);

    private final Tally tally;

    Record(Tally tally) {
        this.tally = tally;
    }

    /** It ended before the provider was called. */
    Ending ended(Passage passage, Ending ending) {
        tally.count(passage.route().scope(), ending.outcome());
        return ending;
    }

    Ending ended(Passage passage, Outcome outcome, Ending ending) {
        tally.count(passage.route().scope(), ending.outcome());
        if (outcome instanceof Unknown unknown && passage.route().kind() == Kind.WRITE) {
            Exchange exchange = passage.exchange();
            LOG.warnf(
                    "outcome unknown: client=%s route=%s attempts=%d keyed=%s why=\"%s\" trace_id=%s",
                    exchange.clientName(),
                    passage.route().scope(),
                    exchange.attempts(),
                    exchange.key() != null,
                    unknown.why(),
                    exchange.trace().id());
        }
        return ending;
    }
}
