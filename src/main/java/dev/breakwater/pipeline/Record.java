package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Stage 7: what is kept of an exchange. A write whose outcome is unknown is always worth a line: somebody will ask.
 *
 * <p>Threading: one per event loop, for that event loop.
 */
final class Record {

    private static final Logger LOG = Logger.getLogger(RequestPipeline.class);

    private final Tally tally;
    private final Ticker ticker;
    private final Map<Scope, Meter> meters = new HashMap<>();

    Record(Tally tally, Ticker ticker) {
        this.tally = tally;
        this.ticker = ticker;
    }

    /** It ended before the provider was called. */
    Ending ended(Passage passage, Ending ending) {
        count(passage, ending);
        return ending;
    }

    Ending ended(Passage passage, Outcome outcome, Ending ending) {
        count(passage, ending);
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

    private void count(Passage passage, Ending ending) {
        Scope scope = passage.route().scope();
        tally.count(scope, ending.outcome());
        long now = ticker.nanos();
        meters.computeIfAbsent(scope, tally.pulse()::meter)
                .count(Fared.of(ending), now - passage.exchange().beganNanos(), now);
    }
}
