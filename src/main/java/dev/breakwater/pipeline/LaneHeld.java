package dev.breakwater.pipeline;

import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.fallback.QueueAnswers;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.fallback.Turn;
import dev.breakwater.upstream.RetryAfter;
import dev.breakwater.writequeue.Enqueued;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.Settlement;
import dev.breakwater.writequeue.WriteState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The write heads its lane, is stored, and is leased to this exchange with its intent: later writes of the lane queue
 * behind it. It is settled like any other lease. If that cannot be stored, the lease runs out, and the write is in
 * doubt.
 */
final class LaneHeld implements Hold {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final WriteInHand write;
    private final Enqueued.Live live;
    private final Custody custody;
    private final Means means;
    private final Recovery recovery;

    LaneHeld(WriteInHand write, Enqueued.Live live, Custody custody, Means means, Recovery recovery) {
        this.write = write;
        this.live = live;
        this.custody = custody;
        this.means = means;
        this.recovery = recovery;
    }

    @Override
    public Future<Ending> after(Outcome last) {
        Passage passage = write.passage();
        Outcome outcome = EarlierDoubt.together(passage, last, live.write().inDoubt() ? Duration.ZERO : null);
        boolean resendable = passage.resend().allows(passage.exchange(), outcome);
        Ending plain = recovery.recover(outcome, passage.route().kind(), passage.isRepeatable());
        WriteId id = live.write().id();
        switch (Turn.of(outcome, write.mayWait(), resendable)) {
            case PASS_ON:
                return delivered(((Answered) outcome).answer(), Marks.write(plain, id));
            case WAIT:
                return later(outcome, false);
            case WAIT_IN_DOUBT:
                return later(outcome, true);
            case PARK:
                return settled(
                        new Settlement.Park(outcome.label() + ": " + why(outcome)), kept -> Marks.write(plain, id));
            default:
                return outcome instanceof Unknown
                        ? settled(new Settlement.Park("not to wait: " + why(outcome)), kept -> Marks.write(plain, id))
                        : withdrawn(outcome, plain);
        }
    }

    private Future<Ending> delivered(Answer answer, Ending ending) {
        LeasedWrite lease = live.write();
        return settled(new Settlement.Deliver(KeptAnswer.of(answer)), kept -> {
            if (!kept) {
                custody.alarm()
                        .raise(
                                Cause.OUTCOME_NOT_STORED,
                                "the answer " + answer.status() + " to write " + lease.id() + " of route "
                                        + lease.scope() + " was not stored; its lease runs out, and it is in doubt");
            }
            return ending;
        });
    }

    /** It is stored, whether or not this step is: the 202 is true in any case. */
    private Future<Ending> later(Outcome outcome, boolean unknown) {
        Duration asked = RetryAfter.of(outcome);
        Duration after = asked.compareTo(SOON) > 0 ? asked : SOON;
        Answer answer = outcome.anyAnswer();
        if (answer != null) {
            answer.abandon("the write waits instead");
        }
        Settlement again = new Settlement.Again(after, unknown, outcome.label() + ": " + why(outcome));
        return settled(again, kept -> kept)
                .compose(kept -> custody.queue().find(live.write().id()))
                .map(found -> found == null ? waits() : QueueAnswers.of(found))
                .otherwise(away -> waits());
    }

    /** What is known of it without asking the store again. */
    private Ending waits() {
        Instant now = means.ticker().now();
        LeasedWrite lease = live.write();
        return QueueAnswers.of(new QueuedWrite(
                lease.id(),
                lease.client(),
                lease.scope(),
                write.lane(),
                new WriteState.Pending(now, lease.inDoubt()),
                now,
                now.plus(write.maxWait(now)),
                lease.attempts(),
                live.receipt(),
                List.of(),
                null,
                null,
                lease.traceparent()));
    }

    /** "Not accepted" may be said only once it is surely not going to be sent. */
    private Future<Ending> withdrawn(Outcome outcome, Ending plain) {
        return settled(new Settlement.Withdraw(outcome.label() + ", and it was not to wait"), kept -> {
            if (kept) {
                return Marks.write(forGood(plain), live.write().id());
            }
            Answer answer = outcome.anyAnswer();
            if (answer != null) {
                answer.abandon("it may be sent again");
            }
            return Marks.write(
                    Ending.of(QueueAnswers.notConfirmed("the store did not confirm that it was withdrawn")),
                    live.write().id());
        });
    }

    /** Its key is used up: it stands for a write that was withdrawn. */
    private static Ending forGood(Ending plain) {
        Problem problem = plain.problem();
        return problem == null
                ? plain
                : Ending.of(new Problem(
                        problem.type(),
                        problem.detail() + " It was withdrawn under its key: for another try use a new one.",
                        problem.outcome(),
                        false,
                        problem.retryAfter(),
                        Map.copyOf(problem.headers())));
    }

    private <T> Future<T> settled(Settlement settlement, Function<Boolean, T> then) {
        return custody.queue()
                .settle(live.write(), settlement)
                .otherwise(away -> false)
                .map(kept -> then.apply(Boolean.TRUE.equals(kept)));
    }

    private static String why(Outcome outcome) {
        return outcome.fold(
                answered -> "answered",
                refused -> refused.refusal().name().toLowerCase(Locale.ROOT),
                notReached -> notReached.why(),
                unknown -> unknown.why());
    }
}
