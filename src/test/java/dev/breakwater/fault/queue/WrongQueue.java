package dev.breakwater.fault.queue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.writequeue.Enqueued;
import dev.breakwater.writequeue.Intent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.Settlement;
import dev.breakwater.writequeue.WriteQueue;
import dev.breakwater.writequeue.WriteState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Queues that are wrong in one way each, named as in the model: whoever believes the checker must have seen it turn red
 * with them.
 */
final class WrongQueue {

    private static final long STORED_LATE_MILLIS = 3000;
    private static final long PAUSE_MILLIS = 8000;

    private WrongQueue() {}

    /** {@code queue}, wrong in the ways that {@code variants} names, with commas between; itself if that is empty. */
    static WriteQueue of(String variants, WriteQueue queue, Vertx vertx) {
        WriteQueue wrong = queue;
        for (String variant : variants.isEmpty() ? List.<String>of() : List.of(variants.split(",", -1))) {
            wrong = one(variant, wrong, vertx);
        }
        return wrong;
    }

    private static WriteQueue one(String variant, WriteQueue queue, Vertx vertx) {
        return switch (variant) {
            case "POP_BEFORE_SEND" -> new PopBeforeSend(queue);
            case "ACCEPT_BEFORE_DURABLE" -> new AcceptBeforeDurable(queue, vertx);
            case "FRESH_KEY_PER_ATTEMPT" -> new FreshKeyPerAttempt(queue);
            case "UNKNOWN_CALLED_FAILED" -> new UnknownCalledFailed(queue);
            case "NO_LANE_ORDER" -> new NoLaneOrder(queue);
            case "NO_AGE_MARGIN" -> new NoAgeMargin(queue);
            case "LEASE_NOT_DURABLE" -> new LeaseNotDurable(queue);
            case "REFUSAL_FINAL_TOO_EARLY" -> new RefusalFinalTooEarly(queue);
            case "PAUSE_AFTER_INTENT" -> new PauseAfterIntent(queue, vertx);
            default -> throw new IllegalArgumentException(variant);
        };
    }

    /** What is taken is gone, before it is sent. */
    private static final class PopBeforeSend extends QueueHooks {
        PopBeforeSend(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
            return within.claim(partition, room, lease).compose(taken -> {
                StoredAnswer made = new StoredAnswer(200, "OK", List.of(), new byte[] {'{', '}'});
                return Future.join(taken.stream()
                                .map(write -> within.settle(write, new Settlement.Deliver(made)))
                                .toList())
                        .map(taken);
            });
        }

        @Override
        public Future<Intent> intend(LeasedWrite write) {
            return Future.succeededFuture(Intent.SEND);
        }

        @Override
        public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
            return Future.succeededFuture(true);
        }
    }

    /** It is called accepted when it is about to be stored. */
    private static final class AcceptBeforeDurable extends QueueHooks {
        private final Vertx vertx;

        AcceptBeforeDurable(WriteQueue within, Vertx vertx) {
            super(within);
            this.vertx = vertx;
        }

        @Override
        public Future<Enqueued> enqueue(NewWrite write) {
            vertx.setTimer(STORED_LATE_MILLIS, id -> within.enqueue(write));
            Instant now = Instant.now();
            Receipt receipt = new Receipt(Durability.FSYNC, 0);
            return Future.succeededFuture(new Enqueued.Accepted(
                    new QueuedWrite(
                            write.id(),
                            write.client(),
                            write.scope(),
                            write.lane(),
                            new WriteState.Pending(now, false),
                            now,
                            now.plus(write.maxWait()),
                            0,
                            receipt,
                            List.of(),
                            null,
                            null,
                            write.traceparent()),
                    receipt));
        }
    }

    /** The provider is shown another key when it is asked again. */
    private static final class FreshKeyPerAttempt extends QueueHooks {
        private final Tokens tokens = Tokens.system();

        FreshKeyPerAttempt(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
            return within.claim(partition, room, lease)
                    .map(taken -> taken.stream()
                            .map(write -> write.attempts() == 0
                                    ? write
                                    : changed(write, new IdempotencyKey(tokens.next()), write.inDoubt()))
                            .toList());
        }
    }

    /** No answer is taken for a "no". */
    private static final class UnknownCalledFailed extends QueueHooks {
        UnknownCalledFailed(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
            boolean unknown = settlement instanceof Settlement.Again again && again.unknown();
            return within.settle(write, unknown ? new Settlement.Bury("no answer") : settlement);
        }
    }

    /** Each write is a lane of its own. */
    private static final class NoLaneOrder extends QueueHooks {
        NoLaneOrder(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<Enqueued> enqueue(NewWrite write) {
            return within.enqueue(alone(write));
        }

        @Override
        public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
            return within.enqueueLive(alone(write), lease, mayWait);
        }

        private static NewWrite alone(NewWrite write) {
            return new NewWrite(
                    write.id(),
                    write.client(),
                    write.scope(),
                    null,
                    write.key(),
                    write.request(),
                    write.traceparent(),
                    write.maxWait(),
                    write.keyWindow(),
                    write.doubt(),
                    write.durability(),
                    write.keyMark());
        }
    }

    /** A key is sent until the provider forgets it, whatever happens on the way. */
    private static final class NoAgeMargin extends QueueHooks {
        private static final Duration MARGINS = Duration.ofSeconds(62);

        NoAgeMargin(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<Enqueued> enqueue(NewWrite write) {
            return within.enqueue(longer(write));
        }

        @Override
        public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
            return within.enqueueLive(longer(write), lease, mayWait);
        }

        private static NewWrite longer(NewWrite write) {
            return new NewWrite(
                    write.id(),
                    write.client(),
                    write.scope(),
                    write.lane(),
                    write.key(),
                    write.request(),
                    write.traceparent(),
                    write.maxWait(),
                    write.keyWindow().plus(MARGINS),
                    write.doubt(),
                    write.durability(),
                    write.keyMark());
        }
    }

    /** The intent is stored when the attempt is over. */
    private static final class LeaseNotDurable extends QueueHooks {
        LeaseNotDurable(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<Intent> intend(LeasedWrite write) {
            return Future.succeededFuture(Intent.SEND);
        }

        @Override
        public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
            return within.intend(write).compose(intent -> within.settle(write, settlement));
        }
    }

    /** A refusal is final though an earlier attempt is in doubt; needs a store that lets it. */
    private static final class RefusalFinalTooEarly extends QueueHooks {
        RefusalFinalTooEarly(WriteQueue within) {
            super(within);
        }

        @Override
        public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
            boolean refused = settlement instanceof Settlement.Again again && !again.unknown();
            return within.settle(write, refused ? new Settlement.Bury("refused") : settlement);
        }
    }

    /** Not wrong, but slow: what a pause of the machine does between the look at a key's age and its sending. */
    private static final class PauseAfterIntent extends QueueHooks {
        private final Vertx vertx;

        PauseAfterIntent(WriteQueue within, Vertx vertx) {
            super(within);
            this.vertx = vertx;
        }

        @Override
        public Future<Intent> intend(LeasedWrite write) {
            return within.intend(write).compose(intent -> {
                Promise<Intent> late = Promise.promise();
                vertx.setTimer(PAUSE_MILLIS, id -> late.complete(intent));
                return late.future();
            });
        }
    }

    private static LeasedWrite changed(LeasedWrite write, IdempotencyKey key, boolean inDoubt) {
        return new LeasedWrite(
                write.id(),
                write.token(),
                write.client(),
                write.scope(),
                key,
                write.request(),
                write.fault(),
                write.attempts(),
                inDoubt,
                write.lease(),
                write.claimedNanos(),
                write.traceparent());
    }
}
