package dev.breakwater.pipeline;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.AnswerCache.Look;
import dev.breakwater.cache.CacheStatus;
import dev.breakwater.cache.CacheStatus.Forwarded;
import dev.breakwater.cache.CachedAnswer;
import dev.breakwater.cache.Coalescer;
import dev.breakwater.cache.ReadWish;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Doubt;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.fallback.ReadTurn;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.mode.Switch;
import dev.breakwater.route.CachePolicy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stage 4 for routes that keep answers: a fresh one ends the exchange; those who ask for the same share one call; and
 * where the provider gives no answer, a stale one stands in.
 *
 * <p>Threading: for its event loop.
 */
final class LookUp {

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How long the store may hold up a call to the provider, which may be as quick. */
    private static final Duration FAR_FIRST_MAX = Duration.ofMillis(100);

    /** And an answer to the client, when the provider gave none and the deadline leaves so much. */
    private static final Duration FAR_LAST_MAX = Duration.ofSeconds(1);

    private final CachedReads reads;
    private final AnswerCache answers;
    private final Call call;
    private final Fetch fetch;
    private final Means means;
    private final Recovery recovery;
    private final CacheMarks marks;
    private final Context context;

    /** To be made on the event loop that uses it. */
    LookUp(CachedReads reads, Call call, Means means, Recovery recovery, @Nullable PendingWrites pending) {
        this.reads = reads;
        this.answers = reads.answers();
        this.call = call;
        this.fetch = new Fetch(reads.answers(), call);
        this.means = means;
        this.recovery = recovery;
        this.marks = new CacheMarks(means.ticker(), pending);
        this.context = means.vertx().getOrCreateContext();
    }

    /** How a read of a route with {@code policy} ends. */
    Future<Ending> run(Passage passage, CachePolicy policy) {
        boolean readable = METHODS.contains(passage.exchange().method());
        if (!readable || !ReadWish.isCacheable(passage.exchange())) {
            Forwarded why = readable ? Forwarded.BYPASS : Forwarded.METHOD;
            return call.run(passage)
                    .map(outcome -> CacheMarks.forwarded(plain(passage, outcome), CacheStatus.forwarded(why)));
        }
        CachedRead read = CachedRead.of(passage, policy);
        Look near = answers.look(read.key(), read.exchange());
        return near.answer() == null && !read.wish().validated()
                ? answers.lookFar(read.key(), read.exchange(), policy, context, FAR_FIRST_MAX)
                        .compose(far -> looked(read, far.answer() == null && near.others() ? near : far))
                : looked(read, near);
    }

    private Future<Ending> looked(CachedRead read, Look look) {
        CachedAnswer answer = look.answer();
        if (answer != null && answers.isGood(answer, read.wish())) {
            return Future.succeededFuture(marks.hit(read, answer));
        }
        if (answer != null && isOn(Switch.STALE, read) && answers.isGoodWhileAsking(answer, read.wish())) {
            refresh(read, answer);
            return Future.succeededFuture(marks.hit(read, answer));
        }
        if (read.wish().onlyCached()) {
            return Future.succeededFuture(Ending.of(notCached()));
        }
        Forwarded why = why(read, look);
        boolean alone =
                read.isHead() || read.wish().validated() || !read.wish().storable() || !isOn(Switch.COALESCING, read);
        return alone ? alone(read, answer, why) : together(read, answer, why);
    }

    private boolean isOn(Switch which, CachedRead read) {
        return means.levers().isOn(which, read.passage().route().scope());
    }

    private static Forwarded why(CachedRead read, Look look) {
        if (look.answer() == null) {
            return read.wish().validated()
                    ? Forwarded.REQUEST
                    : look.others() ? Forwarded.VARY_MISS : Forwarded.URI_MISS;
        }
        boolean clients = read.wish().validated() || read.wish().ageMax() != null;
        return clients ? Forwarded.REQUEST : Forwarded.STALE;
    }

    /** Asks for this client only. */
    private Future<Ending> alone(CachedRead read, @Nullable CachedAnswer stored, Forwarded why) {
        return fetch.run(read.passage(), read.key(), read.policy(), stored)
                .compose(fetched -> settled(read, fetched, fetched.outcome(), CacheStatus.forwarded(why)));
    }

    /** Asks for all who want the same, or joins who does. */
    private Future<Ending> together(CachedRead read, @Nullable CachedAnswer stored, Forwarded why) {
        Coalescer<Fetched>.Place place =
                reads.fetches().join(flight(read, stored), context, () -> asking(read, stored));
        CacheStatus status = CacheStatus.forwarded(why);
        return waited(read.exchange(), place).compose(landed -> {
            if (landed == null) {
                return gaveUp(read, status);
            }
            read.exchange().sharedAttempts(landed.asked().attempts());
            Answer answer = landed.outcome().anyAnswer();
            if (place.isFirst() && answer != null && answer.tail() != null) {
                return settled(read, landed, landed.outcome(), status);
            }
            if (!place.isFirst() && !isFor(read, landed)) {
                return alone(read, stored, why);
            }
            return settled(read, landed, landed.copy(), place.isFirst() ? status : status.collapsed());
        });
    }

    /** What is asked for: those who differ in what the provider chooses by do not wait for each other. */
    private static String flight(CachedRead read, @Nullable CachedAnswer stored) {
        return stored == null ? read.key().hash() : stored.key().hash();
    }

    private Coalescer.Asking<Fetched> asking(CachedRead read, @Nullable CachedAnswer stored) {
        Passage passage = read.forAll(means.ticker().nanos());
        return new Coalescer.Asking<>() {
            @Override
            public Future<Fetched> begin() {
                return fetch.run(passage, read.key(), read.policy(), stored);
            }

            @Override
            public void giveUp() {
                passage.exchange().clientWent();
            }
        };
    }

    private static boolean isFor(CachedRead read, Fetched landed) {
        if (landed.outcome() instanceof Outcome.Answered answered) {
            return landed.forAll() && AnswerCache.isFor(read.exchange(), landed.asked(), answered.answer());
        }
        return true; // one failure, for all of them
    }

    /** What landed; null once the client's own deadline has passed or it went away. */
    private Future<@Nullable Fetched> waited(Exchange exchange, Coalescer<Fetched>.Place place) {
        Promise<@Nullable Fetched> first = Promise.promise();
        long millis = Math.max(1, exchange.deadline().remainingNanos(means.ticker()) / NANOS_PER_MILLI);
        long timer = means.vertx().setTimer(millis, id -> {
            place.leave();
            first.tryComplete(null);
        });
        exchange.whenClientGoes(() -> {
            place.leave();
            first.tryComplete(null);
        });
        place.landed().onComplete(landed -> {
            if (landed.succeeded()) {
                first.tryComplete(landed.result());
            } else {
                first.tryFail(landed.cause());
            }
        });
        return first.future().onComplete(done -> {
            means.vertx().cancelTimer(timer);
            exchange.whenClientGoes(null);
        });
    }

    private Future<Ending> gaveUp(CachedRead read, CacheStatus status) {
        read.exchange().sharedAttempts(1);
        Unknown outcome = read.exchange().clientGone()
                ? new Unknown(Doubt.ABANDONED, "the client went away", null)
                : new Unknown(Doubt.TIMEOUT, "no complete answer within the deadline", null);
        return failed(read, outcome, status);
    }

    private Future<Ending> settled(CachedRead read, Fetched fetched, Outcome outcome, CacheStatus status) {
        CachedAnswer kept = fetched.kept();
        if (fetched.confirmed() && kept != null) {
            return Future.succeededFuture(marks.confirmed(read, kept, status));
        }
        if (ReadTurn.of(outcome) == ReadTurn.PASS_ON) {
            Ending ending = plain(read.passage(), outcome);
            return Future.succeededFuture(marks.answered(read, ending, kept == null ? status : status.stored()));
        }
        return failed(read, outcome, status);
    }

    /** The provider gave no answer that can be used: nothing of what it did give goes into the one that stands in. */
    private Future<Ending> failed(CachedRead read, Outcome outcome, CacheStatus status) {
        CachedAnswer near = answers.look(read.key(), read.exchange()).answer();
        if (near != null || !isOn(Switch.STALE, read)) {
            return failed(read, outcome, status, near);
        }
        // at the first look the store may have been too slow to hold up a call for
        boolean hasTime = read.exchange().deadline().remainingNanos(means.ticker()) >= FAR_LAST_MAX.toNanos();
        return answers.lookFar(
                        read.key(), read.exchange(), read.policy(), context, hasTime ? FAR_LAST_MAX : FAR_FIRST_MAX)
                .compose(far -> failed(read, outcome, status, far.answer()));
    }

    private Future<Ending> failed(CachedRead read, Outcome outcome, CacheStatus status, @Nullable CachedAnswer stored) {
        if (stored == null || !isOn(Switch.STALE, read) || !answers.isGoodOnError(stored, read.wish())) {
            return Future.succeededFuture(CacheMarks.forwarded(plain(read.passage(), outcome), status));
        }
        Answer failed = outcome.anyAnswer();
        if (failed != null) {
            failed.abandon("a kept answer stands in");
        }
        return marks.standIn(read, stored, failed, status);
    }

    private Ending plain(Passage passage, Outcome outcome) {
        return recovery.recover(outcome, passage.route().kind(), passage.isRepeatable());
    }

    /** One at a time for each answer, beside the clients: it passes all guards like any other call. */
    private void refresh(CachedRead read, CachedAnswer stored) {
        String flight = flight(read, stored);
        if (!reads.mayRefresh(flight)) {
            return;
        }
        reads.fetches().ask(flight, context, () -> {
            Coalescer.Asking<Fetched> asking = asking(read, stored);
            return new Coalescer.Asking<>() {
                @Override
                public Future<Fetched> begin() {
                    return asking.begin().onSuccess(fetched -> {
                        Answer answer = fetched.outcome().anyAnswer();
                        if (answer != null) {
                            answer.abandon("nobody waits for it");
                        }
                        if (fetched.kept() == null) {
                            reads.pauseRefresh(flight);
                        }
                    });
                }

                @Override
                public void giveUp() {
                    asking.giveUp();
                }
            };
        });
    }

    private static Problem notCached() {
        return new Problem(
                ProblemType.NOT_CACHED,
                "The request says only-if-cached, and no kept answer fits. The provider was not asked.",
                "refused",
                true,
                null,
                Map.of());
    }
}
