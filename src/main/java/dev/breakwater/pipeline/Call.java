package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Backoff;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Switch;
import dev.breakwater.route.Kind;
import dev.breakwater.upstream.PaceSign;
import dev.breakwater.upstream.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stage 5: one attempt after the other until one decides, or until another attempt would be unsafe, pointless, too late
 * or beyond the retry budget.
 *
 * <p>Threading: for the exchange's event loop.
 */
final class Call {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final Ticker ticker;
    private final Chance chance;
    private final Levers levers;
    private final Record record;

    Call(Means means, Record record) {
        this.record = record;
        this.vertx = means.vertx();
        this.ticker = means.ticker();
        this.chance = means.chance();
        this.levers = means.levers();
    }

    /** The outcome of all attempts together. */
    Future<Outcome> run(Passage passage) {
        if (passage.exchange().deadline().remainingNanos(ticker) <= 0) {
            return Future.succeededFuture(new Refused(Refusal.DEADLINE_PASSED, Duration.ZERO, null));
        }
        if (levers.mode(passage.route().scope()) != Mode.AUTO) {
            return Future.succeededFuture(new Refused(Refusal.BY_MODE, Duration.ZERO, null));
        }
        passage.provider().retryBudget().called();
        return attempt(passage, 1, null);
    }

    private Future<Outcome> attempt(Passage passage, int number, @Nullable Unknown doubt) {
        return passage.upstream().attempt(passage.exchange()).compose(outcome -> {
            if (outcome instanceof Outcome.Answered) {
                return Future.succeededFuture(together(passage, outcome, doubt));
            }
            Unknown nowInDoubt = outcome instanceof Unknown unknown ? unknown : doubt;
            Duration wait = waitBeforeNext(passage, outcome, number);
            if (wait == null) {
                return Future.succeededFuture(together(passage, outcome, doubt));
            }
            letGo(outcome);
            return pause(wait)
                    .compose(over -> isWanted(passage)
                            ? again(passage, number + 1, outcome, nowInDoubt)
                            : Future.succeededFuture(outcome));
        });
    }

    private Future<Outcome> again(Passage passage, int number, Outcome last, @Nullable Unknown doubt) {
        record.retried(passage.route(), last);
        return attempt(passage, number, doubt);
    }

    /** A read is for its client alone; a write is for its effect. */
    private static boolean isWanted(Passage passage) {
        return passage.route().kind() == Kind.WRITE || !passage.exchange().clientGone();
    }

    /** Whether operators let it be called once more. */
    private boolean isOrdered(Passage passage) {
        Scope scope = passage.route().scope();
        return levers.mode(scope) == Mode.AUTO && levers.isOn(Switch.RETRIES, scope);
    }

    /** How long to wait before the next attempt; null if there must be none. */
    private @Nullable Duration waitBeforeNext(Passage passage, Outcome last, int number) {
        Exchange exchange = passage.exchange();
        RetryPolicy policy = passage.route().policy().retry();
        if (number >= policy.attempts()
                || !isWanted(passage)
                || !passage.resend().allows(exchange, last)
                || !isOrdered(passage)) {
            return null;
        }
        Duration wait = new Backoff(policy, chance).after(number);
        PaceSign sign = PaceSign.in(last, 0);
        if (sign != null && sign.isTooOften() && sign.rest().isZero()) {
            wait = wait.plus(policy.backoff()); // at once it would surely be too often still
        }
        Duration asked = RetryAfter.of(last);
        wait = asked.compareTo(wait) > 0 ? asked : wait;
        boolean inTime = wait.toNanos() < exchange.deadline().remainingNanos(ticker);
        return inTime && passage.provider().retryBudget().tryRetry() ? wait : null;
    }

    /** What is known if an earlier attempt is in doubt and the last one does not say what became of it: a doubt. */
    private static Outcome together(Passage passage, Outcome last, @Nullable Unknown doubt) {
        if (doubt == null || passage.resend().settlesEarlier(last)) {
            return last;
        }
        letGo(last);
        return new Unknown(doubt.doubt(), doubt.why(), null);
    }

    private static void letGo(Outcome outcome) {
        Answer answer = outcome.anyAnswer();
        if (answer != null) {
            answer.abandon("another attempt follows");
        }
    }

    private Future<Void> pause(Duration wait) {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(Math.max(1, wait.toNanos() / NANOS_PER_MILLI), id -> over.complete());
        return over.future();
    }
}
