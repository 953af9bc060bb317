package dev.breakwater.pipeline;

import dev.breakwater.cache.CacheStatus;
import dev.breakwater.cache.CachedAnswer;
import dev.breakwater.cache.Validators;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes answers of kept ones, and says in each how old it is, where it came from and what may not be in it yet.
 *
 * <p>Threading: for its event loop.
 */
final class CacheMarks {

    private static final String PENDING = "Breakwater-Pending-Writes";
    private static final String FRESH = "fresh";
    private static final String STALE = "stale";
    private static final String ANSWERED = "answered";
    private static final int NOT_MODIFIED = 304;

    private final Ticker ticker;
    private final @Nullable PendingWrites pending;

    /** @param pending null if no writes wait anywhere */
    CacheMarks(Ticker ticker, @Nullable PendingWrites pending) {
        this.ticker = ticker;
        this.pending = pending;
    }

    /** A kept answer without asking the provider; the store is not asked either. */
    Ending hit(CachedRead read, CachedAnswer stored) {
        Duration rest = stored.freshFor(ticker.nanos());
        boolean fresh = !rest.isNegative() && !rest.isZero();
        CacheStatus status = CacheStatus.hit().ttl(rest);
        if (!fresh) {
            status.detail(read.wish().staleMax() == null ? "stale-while-revalidate" : "max-stale");
        }
        Ending ending = ending(read, stored, fresh ? FRESH : STALE, status);
        Lane lane = pending == null ? null : read.lane();
        return lane == null || pending == null ? ending : waiting(ending, pending.known(lane));
    }

    /** A kept answer of which the provider has just said that it holds. */
    Ending confirmed(CachedRead read, CachedAnswer stored, CacheStatus status) {
        status.forwardedStatus(NOT_MODIFIED)
                .ttl(stored.freshFor(ticker.nanos()))
                .stored();
        return ending(read, stored, ANSWERED, status);
    }

    /** The provider's own answer. */
    Ending answered(CachedRead read, Ending ending, CacheStatus status) {
        Answer answer = ending.answer();
        if (answer == null) {
            return forwarded(ending, status);
        }
        status.in(answer);
        return Ending.of(ending.outcome(), forClient(read, answer));
    }

    /** A kept answer for one that the provider did not give. */
    Future<Ending> standIn(CachedRead read, CachedAnswer stored, @Nullable Answer failed, CacheStatus forwarded) {
        Duration rest = stored.freshFor(ticker.nanos());
        CacheStatus status = read.exchange().attempts() == 0 ? CacheStatus.hit() : forwarded;
        if (failed != null && read.exchange().attempts() > 0) {
            status.forwardedStatus(failed.status());
        }
        Ending ending = ending(read, stored, STALE, status.ttl(rest).detail("stale-if-error"));
        Lane lane = pending == null ? null : read.lane();
        return lane == null || pending == null
                ? Future.succeededFuture(ending)
                : pending.ask(lane).map(count -> waiting(ending, count));
    }

    /** Says in {@code ending} that the provider was asked, or was to be. */
    static Ending forwarded(Ending ending, CacheStatus status) {
        Problem problem = ending.problem();
        if (problem != null) {
            return Ending.of(problem.with(CacheStatus.HEADER, status.toString()));
        }
        Answer answer = ending.answer();
        if (answer != null) {
            status.in(answer);
        }
        return ending;
    }

    private Ending ending(CachedRead read, CachedAnswer stored, String outcome, CacheStatus status) {
        Answer answer = stored.toAnswer(ticker.nanos());
        status.in(answer);
        return Ending.of(outcome, forClient(read, answer));
    }

    /** A client that has it already is told so, and one that asked for the head gets that. */
    private Answer forClient(CachedRead read, Answer answer) {
        if (Validators.isKnown(read.exchange().received(), answer, ticker.now())) {
            answer.abandon("its client has it");
            Validators.reduce(answer.headers());
            return new Answer(NOT_MODIFIED, "", answer.headers(), Buffer.buffer(0), null);
        }
        if (!read.isHead() || answer.body().length() == 0) {
            return answer;
        }
        answer.headers().set("Content-Length", Integer.toString(answer.body().length()));
        return new Answer(answer.status(), answer.reason(), answer.headers(), Buffer.buffer(0), null);
    }

    private static Ending waiting(Ending ending, int writes) {
        Answer answer = ending.answer();
        if (writes > 0 && answer != null) {
            answer.headers().set(PENDING, Integer.toString(writes));
        }
        return ending;
    }
}
