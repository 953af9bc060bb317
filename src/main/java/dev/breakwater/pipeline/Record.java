package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.FieldLog;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stage 7: tells those who count, measure and log how each exchange ended, also one that ended early. A write whose
 * outcome is unknown is always worth a line of its own: somebody will ask.
 *
 * <p>Threading: one per event loop, for that event loop.
 */
final class Record {

    private static final Logger LOG = Logger.getLogger(RequestPipeline.class);
    private static final FieldLog DOUBTS = FieldLog.of(RequestPipeline.class.getName());

    private final List<Witness> witnesses;
    private final Ticker ticker;

    Record(List<Witness> witnesses, Ticker ticker) {
        this.witnesses = witnesses;
        this.ticker = ticker;
    }

    /** @param route null if none was found */
    Ending ended(Exchange exchange, @Nullable Route route, Ending ending) {
        long now = ticker.nanos();
        tell(witness -> witness.ended(exchange, route, ending, now));
        return ending;
    }

    void turnedAway(Problem problem) {
        tell(witness -> witness.turnedAway(problem));
    }

    /** A write may have been executed, and nobody knows. */
    void inDoubt(Passage passage, Unknown unknown) {
        Exchange exchange = passage.exchange();
        Scope scope = passage.route().scope();
        DOUBTS.warn(
                "the outcome of a write to " + scope + " is unknown: " + unknown.why(),
                Map.of(
                        FieldLog.EVENT,
                        "outcome-unknown",
                        "trace_id",
                        exchange.trace().id(),
                        "client",
                        exchange.clientName(),
                        "provider",
                        scope.provider(),
                        "route",
                        scope.route(),
                        "attempts",
                        Integer.toString(exchange.attempts()),
                        "doubt",
                        Settings.word(unknown.doubt()),
                        "keyed",
                        Boolean.toString(exchange.key() != null)));
    }

    /** What a witness does wrong must not become its client's fault. */
    private void tell(Consumer<Witness> what) {
        for (Witness witness : witnesses) {
            try {
                what.accept(witness);
            } catch (RuntimeException bug) {
                LOG.error("a bug kept the end of an exchange from being recorded; the exchange is not touched", bug);
            }
        }
    }
}
