package dev.breakwater.delivery;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Finding;
import dev.breakwater.route.Finding.Found;
import dev.breakwater.route.Finding.None;
import dev.breakwater.route.Finding.Nothing;
import dev.breakwater.route.Lookup;
import dev.breakwater.route.Route;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.ParkedWrite;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks one provider what became of parked writes, and resolves what its answers decide. An effect that is found is one.
 * One that is not found may still come, so that counts only when nothing can arrive any more; and whatever else the
 * provider says tells nothing.
 *
 * <p>Threading: for the event loop that made the provider.
 */
final class Inquiry {

    static final String FOUND = "found at the provider by lookup";

    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    /** Says nothing about the write, and would be said of others, too: no credential, no permission, too often. */
    private static final Set<Integer> ASK_NOBODY = Set.of(401, 403, 429);

    private final GuardedProvider provider;
    private final ProviderDrain drain;
    private final WriteQueue queue;
    private final Duration margin;
    private final Ticker ticker;
    private final @Nullable Tracing tracing;

    /** What came of an inquiry. */
    enum End {
        /** It is no longer parked as it was. */
        RESOLVED,
        /** The provider was asked, and the write stays parked. */
        UNDECIDED,
        /** The provider did not answer as it should, so that nobody else need ask it now. */
        UNWELL,
        /** Nothing was sent, since a guard of ours stood before it: the same for all. */
        NOT_SENT,
        /** It cannot be asked about: a person's turn. */
        CANNOT
    }

    /** How it ended, and what it gave, for people. */
    record Result(End end, String gave) {}

    /**
     * @param margin by which finding nothing must be later than the contract demands: more than any pause of ours
     * @param tracing null if it is off
     */
    Inquiry(
            GuardedProvider provider,
            ProviderDrain drain,
            WriteQueue queue,
            Duration margin,
            Ticker ticker,
            @Nullable Tracing tracing) {
        this.provider = provider;
        this.drain = drain;
        this.queue = queue;
        this.margin = margin;
        this.ticker = ticker;
        this.tracing = tracing;
    }

    /** Whether the provider is left alone at the moment. */
    boolean isPaused() {
        return drain.isPaused();
    }

    /** What becomes of {@code write}. The future never fails. */
    Future<Result> about(ParkedWrite write) {
        try {
            return ask(write).otherwise(failed -> {
                LOG.debugf("%s stays parked: %s", write.id(), failed);
                return new Result(End.UNDECIDED, "the lookup failed: " + failed.getMessage());
            });
        } catch (RuntimeException poisoned) {
            LOG.debugf("%s cannot be looked up: %s", write.id(), poisoned);
            return cannot("a fault of ours: " + poisoned);
        }
    }

    private static Future<Result> cannot(String why) {
        return Future.succeededFuture(new Result(End.CANNOT, "it cannot be looked up: " + why));
    }

    private Future<Result> ask(ParkedWrite write) {
        StoredRequest request = write.request();
        if (request == null) {
            return cannot("its request cannot be read");
        }
        Exchange sent = StoredExchange.of(request, write.scope(), write.key(), ticker);
        Lookup lookup = contract().lookup(sent);
        String target = lookup == null ? null : lookup.target(sent);
        Exchange question = target == null ? null : question(sent, target);
        Route route = question == null ? null : provider.provider().routes().match("GET", question.target());
        if (lookup == null || question == null || route == null) {
            return cannot("the contract has no lookup for it, or it names no reference that one could ask for");
        }
        question.matched(route.scope());
        question.shorten(route.policy().attemptTimeout());
        if (tracing == null) {
            return asked(write, lookup, question, route);
        }
        tracing.beganApart(question, write.traceparent());
        return asked(write, lookup, question, route)
                .onSuccess(result -> tracing.lookedUp(question, write.id(), label(result.end())))
                .onFailure(failed -> tracing.lookedUp(question, write.id(), label(End.UNDECIDED)));
    }

    private Future<Result> asked(ParkedWrite write, Lookup lookup, Exchange question, Route route) {
        return provider.upstream(route).attempt(question).compose(outcome -> decide(write, lookup, outcome));
    }

    private static String label(End end) {
        return end.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** With the headers of the write, which may say for whose account it was; without those of its body and its key. */
    private Exchange question(Exchange sent, String target) {
        Contract.KeyRule rule = contract().key();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        sent.received().forEach((name, value) -> {
            boolean ofBody = name.toLowerCase(Locale.ROOT).startsWith("content-");
            boolean key = rule != null && name.equalsIgnoreCase(rule.header());
            if (!ofBody && !key) {
                headers.add(name, value);
            }
        });
        String uri = "/" + provider.provider().settings().name() + target;
        return new Exchange("GET", Target.of(uri, ""), headers, ticker.nanos());
    }

    private Future<Result> decide(ParkedWrite write, Lookup lookup, Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered
                && !ASK_NOBODY.contains(answered.answer().status())) {
            return resolve(write, lookup, read(lookup, answered.answer()));
        }
        Answer answer = outcome.anyAnswer();
        if (answer != null) {
            answer.abandon("a lookup is not decided by it");
        }
        LOG.debugf("%s stays parked: %s", write.id(), outcome);
        boolean ours = outcome instanceof Outcome.Refused refused && refused.refusal() != Refusal.BY_PROVIDER;
        return Future.succeededFuture(new Result(ours ? End.NOT_SENT : End.UNWELL, gave(outcome)));
    }

    private static Finding read(Lookup lookup, Answer answer) {
        if (answer.tail() != null) {
            answer.abandon("the answer to a lookup is too large to be held");
            return new Nothing("the lookup's answer is too large to be held");
        }
        return lookup.read(answer);
    }

    private Future<Result> resolve(ParkedWrite write, Lookup lookup, Finding finding) {
        if (finding instanceof Found found && lookup.isUnique()) {
            String reason = found.count() > 1 ? FOUND + ", " + found.count() + " times" : FOUND;
            return resolved(
                    write, "delivered", reason, queue.resolveDelivered(write, found.answer(), Decision.ours(reason)));
        }
        Duration bound = contract().noneCountsAfter();
        if (finding instanceof None && bound != null && isPast(write, bound)) {
            String reason = "not found at the provider by lookup, "
                    + write.parkedFor().toSeconds() + " s after it was parked: nothing can arrive any more";
            return resolved(write, "undone", reason, queue.resolveUndone(write, Decision.ours(reason)));
        }
        LOG.debugf("%s stays parked: %s", write.id(), finding);
        return Future.succeededFuture(new Result(End.UNDECIDED, gave(finding)));
    }

    private static String gave(Outcome outcome) {
        Answer answer = outcome.anyAnswer();
        return "the provider was not well: " + outcome.label() + (answer == null ? "" : ", HTTP " + answer.status());
    }

    private static String gave(Finding finding) {
        if (finding instanceof Found found) {
            return "found, " + found.count() + " times, but other effects may have the same reference";
        }
        return finding instanceof Nothing nothing ? nothing.why() : "not found: it may still be on its way";
    }

    private boolean isPast(ParkedWrite write, Duration bound) {
        return write.parkedFor().compareTo(bound.plus(margin)) >= 0;
    }

    private static Future<Result> resolved(ParkedWrite write, String as, String reason, Future<Boolean> done) {
        return done.map(ours -> {
            if (ours) {
                LOG.infof(
                        "parked write resolved: write=%s route=%s as=%s reason=\"%s\" traceparent=%s",
                        write.id(), write.scope(), as, reason, shown(write.traceparent()));
            }
            return new Result(End.RESOLVED, reason); // or somebody else did, in this way or another
        });
    }

    private static String shown(@Nullable String traceparent) {
        return traceparent == null ? "-" : traceparent;
    }

    private Contract contract() {
        return provider.provider().settings().contract();
    }
}
