package dev.breakwater.pipeline;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Outcome.Answered;
import dev.breakwater.exchange.Outcome.Unknown;
import dev.breakwater.exchange.Problem;
import dev.breakwater.fallback.QueueAnswers;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.fallback.Turn;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.writequeue.Enqueued;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The key is ours while the provider is called. The answer is stored under it before the client has it, so that the
 * client's next request finds it; a write that may wait goes into the queue.
 */
final class KeyHeld implements Hold {

    private final WriteInHand write;
    private final KeyRecord record;
    private final Custody custody;
    private final Means means;
    private final Recovery recovery;

    KeyHeld(WriteInHand write, KeyRecord record, Custody custody, Means means, Recovery recovery) {
        this.write = write;
        this.record = record;
        this.custody = custody;
        this.means = means;
        this.recovery = recovery;
    }

    @Override
    public Future<Ending> after(Outcome last) {
        Passage passage = write.passage();
        Outcome outcome = EarlierDoubt.together(passage, last, record.held().doubt());
        boolean resendable = passage.resend().allows(passage.exchange(), outcome);
        Ending plain = recovery.recover(outcome, passage.route().kind(), passage.isRepeatable());
        switch (Turn.of(outcome, write.mayWait(), resendable)) {
            case PASS_ON:
                return record.finish(KeptAnswer.of(((Answered) outcome).answer()))
                        .map(plain);
            case WAIT:
                return waiting(outcome, plain);
            case WAIT_IN_DOUBT:
                return waitingInDoubt(outcome, plain, write.keyWindow(), true);
            case PARK:
                return waitingInDoubt(outcome, plain, Duration.ZERO, false);
            default:
                return (outcome instanceof Unknown ? record.doubt() : record.release()).map(plain);
        }
    }

    /** Surely nothing was done: if it is not stored, "not accepted" is true. */
    private Future<Ending> waiting(Outcome outcome, Ending plain) {
        return enqueue(write.keyWindow(), null).transform(stored -> {
            if (stored.failed()) {
                return isMaybeDone(stored.cause())
                        ? record.doubt().map(problem(outcome, QueueAnswers.notConfirmed(message(stored.cause()))))
                        : record.release().map(Marks.storeAway(plain));
            }
            return stored.result()
                    .fold(
                            accepted -> accepted(outcome, accepted),
                            live -> Future.failedFuture(new IllegalStateException("enqueue leases nothing")),
                            busy -> record.release().map(problem(outcome, QueueAnswers.laneBusy())),
                            full -> record.release().map(problem(outcome, QueueAnswers.full(full.why()))),
                            short0 -> record.release().map(problem(outcome, QueueAnswers.notDurable(short0.why()))),
                            claimed -> Future.failedFuture(new IllegalStateException("its key is claimed")),
                            unsure -> record.doubt().map(problem(outcome, QueueAnswers.notConfirmed(unsure.why()))));
        });
    }

    /** It may have been done: whatever becomes of the storing, it is never called "not accepted". */
    private Future<Ending> waitingInDoubt(Outcome outcome, Ending plain, Duration window, boolean told) {
        Duration earlier = record.held().doubt();
        Duration age = write.age(means.ticker());
        Duration doubt = earlier == null ? age : earlier.plus(age);
        return enqueue(window, doubt)
                .transform(stored -> stored.succeeded() && stored.result() instanceof Enqueued.Accepted accepted
                        ? told
                                ? accepted(outcome, accepted)
                                : record.queued(accepted.write().id())
                                        .map(Marks.write(plain, accepted.write().id()))
                        : record.doubt().map(plain));
    }

    private Future<Enqueued> enqueue(Duration window, @Nullable Duration doubt) {
        return custody.queue()
                .enqueue(write.toQueue(
                        custody.queue(), window, doubt, means.ticker().now(), null));
    }

    private Future<Ending> accepted(Outcome outcome, Enqueued.Accepted accepted) {
        letGo(outcome);
        record.queued(accepted.write().id()); // beside the answer, which is true without it
        return Future.succeededFuture(QueueAnswers.of(accepted.write()));
    }

    private static Ending problem(Outcome outcome, Problem problem) {
        letGo(outcome);
        return Ending.of(problem);
    }

    private static void letGo(Outcome outcome) {
        Answer answer = outcome.anyAnswer();
        if (answer != null) {
            answer.abandon("the write waits instead");
        }
    }

    private static boolean isMaybeDone(Throwable failed) {
        return !(failed instanceof StoreUnavailable away) || away.isMaybeDone();
    }

    private static String message(Throwable failed) {
        return String.valueOf(failed.getMessage());
    }
}
