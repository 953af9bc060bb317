package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.fallback.QueueAnswers;
import dev.breakwater.fallback.Recovery;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.idempotency.Claim.InFlight;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Switch;
import dev.breakwater.route.LaneSource;
import dev.breakwater.route.WritePolicy;
import dev.breakwater.route.WritePolicy.WithoutStore;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.writequeue.Enqueued;
import dev.breakwater.writequeue.KeyMark;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.WriteState.Leased;
import dev.breakwater.writequeue.WriteState.Pending;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3 for writes, once the body is here: claims the key, and joins the lane if the route has one. From here on a
 * crash of ours leaves a claim or a lease that runs out, and the write counts as in doubt.
 *
 * <p>Threading: for its event loop.
 */
final class AdmitWrite {

    private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(5);

    private final Custody custody;
    private final Means means;
    private final Recovery recovery;
    private final Tally tally;

    AdmitWrite(Custody custody, Means means, Recovery recovery, Tally tally) {
        this.custody = custody;
        this.means = means;
        this.recovery = recovery;
        this.tally = tally;
    }

    /** Whether {@code passage} may be called now. */
    Future<Admission> admit(Passage passage) {
        Exchange exchange = passage.exchange();
        WritePolicy policy = passage.route().policy().writes();
        IdempotencyKey key = exchange.key();
        if (key == null) {
            if (!policy.queued()) {
                return go(new Unheld(passage, recovery, false)); // nobody could send it again, and it never waits
            }
            IdempotencyKey shown = exchange.providerKey();
            key = shown == null ? new IdempotencyKey(means.tokens().next()) : shown;
        }
        WriteInHand write = inHand(
                passage, new KeyScope(exchange.clientName(), passage.route().scope(), key), policy);
        return write.isStoredFirst() ? atOnce(write) : claimed(write);
    }

    /** Of a key that nobody has used: claiming it, storing the write and noting it under the key are one step. */
    private Future<Admission> atOnce(WriteInHand write) {
        KeyMark mark = new KeyMark(custody.vault().fingerprints(write.parts()).get(0), keep(write));
        NewWrite queued = write.toQueue(
                custody.queue(), write.keyWindow(), null, means.ticker().now(), mark);
        return stored(write, queued)
                .transform(done -> done.succeeded()
                        ? done.result()
                                .fold(
                                        accepted -> over(QueueAnswers.of(accepted.write())),
                                        live -> go(new LaneHeld(write, live, custody, means, recovery)),
                                        busy -> over(QueueAnswers.laneBusy()),
                                        full -> over(QueueAnswers.full(full.why())),
                                        weak -> over(QueueAnswers.notDurable(weak.why())),
                                        keyNotNew -> claimed(write),
                                        unsure -> over(QueueAnswers.notConfirmed(unsure.why())))
                        : storeAway(write, done.cause(), isMaybeDone(done.cause())));
    }

    private Future<Enqueued> stored(WriteInHand write, NewWrite queued) {
        return write.isToWait()
                ? custody.queue().enqueue(queued)
                : custody.queue().enqueueLive(queued, write.lease(means.ticker()), write.mayWait());
    }

    private Future<Admission> claimed(WriteInHand write) {
        return custody.claims()
                .claim(
                        write.key(),
                        custody.vault().fingerprints(write.parts()),
                        write.lease(means.ticker()),
                        keep(write),
                        write.policy().durability())
                .transform(claimed -> claimed.succeeded()
                        ? claimed.result()
                                .fold(
                                        held -> held(write, held),
                                        inFlight -> keyInFlight(write, inFlight),
                                        other -> over(keyReused()),
                                        finished -> over(QueueAnswers.replayed(finished.answer())),
                                        queued -> queued(write, queued.id()))
                        : storeAway(write, claimed.cause(), false));
    }

    private WriteInHand inHand(Passage passage, KeyScope key, WritePolicy policy) {
        LaneSource source = policy.queued() ? policy.lane() : null;
        String value = source == null ? null : source.of(passage.exchange());
        Lane lane = value == null ? null : new Lane(key.scope().provider(), value);
        String unstorable =
                policy.queued() ? custody.forbidden().in(passage.exchange(), policy.cardNumbersQueued()) : null;
        Levers levers = means.levers();
        Scope scope = key.scope();
        return new WriteInHand(
                passage, key, lane, unstorable, levers.isOn(Switch.QUEUE, scope), levers.mode(scope) == Mode.AUTO);
    }

    private Future<Admission> held(WriteInHand write, Held held) {
        KeyRecord record = new KeyRecord(custody.claims(), held, custody.alarm());
        Exchange exchange = write.exchange();
        String unstorable = write.unstorable();
        if (unstorable != null && exchange.queueWish() == QueueWish.NOW) {
            return record.release().map(Admission.over(QueueAnswers.mustNotBeStored(unstorable)));
        }
        if (held.doubt() != null && write.policy().queued()) {
            return resumed(write, record, held.doubt());
        }
        return held.doubt() == null ? fresh(write, record) : doubtful(write, record, held.doubt());
    }

    /** An earlier exchange may have stored it, and crashed before it noted that under the key. */
    private Future<Admission> resumed(WriteInHand write, KeyRecord record, Duration doubt) {
        WriteId id = write.id(custody.queue());
        return custody.queue().find(id).transform(found -> {
            if (found.failed()) {
                return record.doubt().compose(noted -> storeAway(write, found.cause(), true));
            }
            return found.result() == null
                    ? doubtful(write, record, doubt)
                    : record.queued(id).compose(noted -> told(write, found.result()));
        });
    }

    /** An earlier exchange may have sent it: it is sent again only if the provider will surely recognise it. */
    private Future<Admission> doubtful(WriteInHand write, KeyRecord record, Duration doubt) {
        if (write.isRecognisedAfter(doubt, means.ticker())) {
            return fresh(write, record);
        }
        write.exchange().retold();
        return record.release() // it was in doubt, and is again
                .map(Admission.over(new Problem(
                        ProblemType.OUTCOME_UNKNOWN,
                        "An earlier request with this key may have been executed, and the provider would not surely recognise"
                                + " another. This one was not sent. Look it up at the provider.",
                        "unknown",
                        false,
                        null,
                        Map.of())));
    }

    private Future<Admission> fresh(WriteInHand write, KeyRecord record) {
        if (!write.policy().queued()) {
            return go(new KeyHeld(write, record, custody, means, recovery));
        }
        if (write.isStoredFirst()) {
            NewWrite queued = write.toQueue(
                    custody.queue(),
                    write.keyWindow(),
                    record.held().doubt(),
                    means.ticker().now(),
                    null);
            return stored(write, queued).transform(done -> joined(write, record, done.result(), done.cause()));
        }
        Lane lane = write.lane();
        return lane == null
                ? go(new KeyHeld(write, record, custody, means, recovery))
                : unlessLaneWaits(lane, write, record); // and it must not be stored, or nothing is
    }

    /** What must not be stored cannot keep its place in the lane; at least it overtakes nobody who waits. */
    private Future<Admission> unlessLaneWaits(Lane lane, WriteInHand write, KeyRecord record) {
        return custody.queue().waiting(lane).transform(waiting -> {
            if (waiting.failed()) {
                return record.release().compose(noted -> storeAway(write, waiting.cause(), false));
            }
            return waiting.result() > 0
                    ? record.release().map(Admission.over(QueueAnswers.laneBusy()))
                    : go(new KeyHeld(write, record, custody, means, recovery));
        });
    }

    private Future<Admission> joined(
            WriteInHand write, KeyRecord record, @Nullable Enqueued done, @Nullable Throwable failed) {
        if (done == null) {
            boolean maybe = isMaybeDone(failed);
            return (maybe ? record.doubt() : record.release()).compose(noted -> storeAway(write, failed, maybe));
        }
        return done.fold(
                accepted -> {
                    record.queued(accepted.write().id()); // beside the answer, which is true without it
                    return over(QueueAnswers.of(accepted.write()));
                },
                live -> {
                    record.queued(live.write().id()); // beside the provider's call
                    return go(new LaneHeld(write, live, custody, means, recovery));
                },
                busy -> record.release().map(Admission.over(QueueAnswers.laneBusy())),
                full -> record.release().map(Admission.over(QueueAnswers.full(full.why()))),
                weak -> record.release().map(Admission.over(QueueAnswers.notDurable(weak.why()))),
                claimed -> Future.failedFuture(new IllegalStateException("its key is claimed")),
                unsure -> record.doubt().map(Admission.over(QueueAnswers.notConfirmed(unsure.why()))));
    }

    private static boolean isMaybeDone(@Nullable Throwable failed) {
        return !(failed instanceof StoreUnavailable away) || away.isMaybeDone();
    }

    private Future<Admission> queued(WriteInHand write, WriteId id) {
        write.exchange().retold();
        return custody.queue()
                .find(id)
                .transform(found -> found.failed()
                        ? storeAway(write, found.cause(), true)
                        : found.result() == null ? over(QueueAnswers.gone(id)) : told(write, found.result()));
    }

    /** A 202 is true only of what is as durable as was demanded, also if it is not the first. */
    private Future<Admission> told(WriteInHand write, QueuedWrite found) {
        write.exchange().retold();
        if (!(found.state() instanceof Pending || found.state() instanceof Leased)) {
            return over(QueueAnswers.of(found));
        }
        return custody.queue()
                .shortfall(found)
                .otherwise(away -> String.valueOf(away.getMessage()))
                .compose(why -> over(why == null ? QueueAnswers.of(found) : Ending.of(QueueAnswers.notConfirmed(why))));
    }

    /**
     * The store did not answer.
     *
     * @param maybeStored whether the write may be in the queue: then it must not be called "not accepted", and nothing
     *     but its provider's idempotency would keep it from being executed twice
     */
    private Future<Admission> storeAway(WriteInHand write, @Nullable Throwable failed, boolean maybeStored) {
        if (!(failed instanceof StoreUnavailable)) {
            return Future.failedFuture(failed == null ? new IllegalStateException("no answer") : failed);
        }
        boolean recognised = write.passage().resend().isRecognised(write.exchange());
        boolean safe = recognised || !(maybeStored || write.policy().queued());
        if (write.policy().withoutStore() == WithoutStore.PASS
                && safe
                && write.exchange().queueWish() != QueueWish.NOW) {
            tally.count(write.key().scope(), "without-store");
            return go(new Unheld(write.passage(), recovery, true));
        }
        return over(
                maybeStored
                        ? QueueAnswers.notConfirmed(String.valueOf(failed.getMessage()))
                        : QueueAnswers.storeUnavailable());
    }

    /** Longer than the provider remembers a key: else one would be new to us and known to it. */
    private Duration keep(WriteInHand write) {
        Duration waits = write.policy().queued() ? write.policy().maxWait() : Duration.ZERO;
        Duration longest = waits.plus(write.keyWindow());
        return longest.compareTo(custody.keyKeep()) > 0 ? longest : custody.keyKeep();
    }

    private static Future<Admission> keyInFlight(WriteInHand write, InFlight inFlight) {
        write.exchange().retold();
        Duration wait = inFlight.retryAfter().compareTo(RETRY_AFTER_MAX) < 0 ? inFlight.retryAfter() : RETRY_AFTER_MAX;
        return over(new Problem(
                ProblemType.KEY_IN_FLIGHT,
                "This copy was not sent: another request with the same idempotency key is under way. Send it again to have its answer.",
                "unknown",
                true,
                wait,
                Map.of()));
    }

    private static Problem keyReused() {
        return Problem.ofRequest(
                ProblemType.KEY_REUSED,
                "Nothing was sent: the idempotency key was used before, with another method, target or body."
                        + " One key stands for one intended effect; use a new one.");
    }

    private static Future<Admission> go(Hold hold) {
        return Future.succeededFuture(Admission.go(hold));
    }

    private static Future<Admission> over(Ending ending) {
        return Future.succeededFuture(Admission.over(ending));
    }

    private static Future<Admission> over(Problem problem) {
        return over(Ending.of(problem));
    }
}
