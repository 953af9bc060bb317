package dev.breakwater.pipeline;

import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.route.CachePolicy;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.GuardedProvider;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The life of a request, read top-down. A stage that is not configured is not here; no stage throws across its edge,
 * and one backstop turns a bug into an honest answer and a loud log line.
 *
 * <p>Threading: one per event loop, for that event loop.
 */
public final class RequestPipeline {

    private static final Logger LOG = Logger.getLogger(RequestPipeline.class);

    private final Gate accept;
    private final Match match;
    private final ProviderKeys keys;
    private final Admit admit;
    private final @Nullable AdmitWrite admitWrite;
    private final @Nullable LookUp lookUp;
    private final Call call;
    private final @Nullable WriteInvalidation invalidation;
    private final Recovery recovery = new Recovery();
    private final Record record;

    /**
     * @param accept stage 1, which is the ingress' own
     * @param providers as this event loop calls them
     * @param witnesses who see how each exchange ends
     * @param custody what is kept of writes; null if there is no store
     * @param reads answers that are kept; null if no route keeps any
     */
    public RequestPipeline(
            Gate accept,
            Collection<GuardedProvider> providers,
            Tally tally,
            List<Witness> witnesses,
            Means means,
            @Nullable Custody custody,
            @Nullable CachedReads reads) {
        this.accept = accept;
        this.match = new Match(providers);
        this.keys = new ProviderKeys(means.tokens());
        this.admit = new Admit(custody != null, means.levers());
        this.admitWrite = custody == null ? null : new AdmitWrite(custody, means, recovery, tally);
        this.record = new Record(witnesses, means.ticker());
        this.call = new Call(means, record);
        PendingWrites pending = custody == null ? null : new PendingWrites(custody.queue(), means.ticker());
        this.lookUp = reads == null ? null : new LookUp(reads, call, means, recovery, pending);
        this.invalidation = reads == null ? null : reads.invalidation();
    }

    /** Takes {@code exchange} through all stages. The future never fails. */
    public Future<Ending> handle(Exchange exchange, RequestBody body) {
        Passage passage = null;
        try {
            Problem problem = accept.check(exchange); //                                1 Accept
            if (problem != null) {
                return ended(exchange, problem);
            }
            passage = match.find(exchange); //                                          2 Match
            if (passage == null) {
                return ended(exchange, match.problem(exchange));
            }
            Route route = passage.route();
            Passage on = passage;
            return admitted(passage, body)
                    .otherwise(bug -> backstop(exchange, bug))
                    .map(ending -> record.ended(exchange, route, Payment.noted(on, ending))); // 7 Record
        } catch (RuntimeException bug) {
            Route route = passage == null ? null : passage.route();
            return Future.succeededFuture(record.ended(exchange, route, backstop(exchange, bug)));
        }
    }

    /** A head was refused before an exchange came of it. */
    public void turnedAway(Problem problem) {
        record.turnedAway(problem);
    }

    private Future<Ending> admitted(Passage passage, RequestBody body) {
        keys.choose(passage);
        Problem problem = admit.check(passage); //                                      3 Admit
        if (problem != null) {
            return Future.succeededFuture(Ending.of(problem));
        }
        int bodyMax = passage.route().policy().limits().bodyMax();
        return body.arrive(passage.exchange(), bodyMax) // the whole body, before a provider's connection is taken
                .compose(broken ->
                        broken.map(Ending::of).map(Future::succeededFuture).orElseGet(() -> arrived(passage)));
    }

    private Future<Ending> arrived(Passage passage) {
        if (passage.route().kind() == Kind.READ) {
            CachePolicy kept = passage.route().policy().cache();
            return lookUp == null || kept == null
                    ? called(passage, new Unheld(passage, recovery, false))
                    : lookUp.run(passage, kept); //                                     4 Look up
        }
        return invalidation == null
                ? written(passage)
                : written(passage).map(ending -> new Written(passage, ending).invalidate(invalidation));
    }

    private Future<Ending> written(Passage passage) {
        if (admitWrite == null) {
            return called(passage, new Unheld(passage, recovery, false));
        }
        return admitWrite
                .admit(passage)
                .compose(
                        admission -> { //                      3 Admit: the key, the lane
                            Ending over = admission.ending();
                            return over == null ? called(passage, admission.held()) : Future.succeededFuture(over);
                        });
    }

    private Future<Ending> called(Passage passage, Hold hold) {
        return call.run(passage) //                                                     5 Call
                .compose(outcome -> {
                    if (outcome instanceof Unknown unknown && passage.route().kind() == Kind.WRITE) {
                        record.inDoubt(passage, unknown);
                    }
                    return hold.after(outcome); //                                      6 Recover
                });
    }

    private Future<Ending> ended(Exchange exchange, Problem problem) {
        return Future.succeededFuture(record.ended(exchange, null, Ending.of(problem)));
    }

    /** What was sent before the bug struck may have been executed. */
    private static Ending backstop(Exchange exchange, Throwable bug) {
        LOG.errorf(
                bug,
                "a bug ended an exchange: client=%s provider=%s attempts=%d trace_id=%s",
                exchange.clientName(),
                exchange.target().provider(),
                exchange.attempts(),
                exchange.trace().id());
        String outcome = exchange.attempts() > 0 ? "unknown" : "refused";
        return Ending.of(new Problem(
                ProblemType.INTERNAL,
                "A fault of ours ended this exchange; its trace id leads to the log line. "
                        + (exchange.attempts() > 0
                                ? "The provider may have executed the request."
                                : "Nothing was sent."),
                outcome,
                exchange.attempts() == 0,
                null,
                Map.of()));
    }
}
