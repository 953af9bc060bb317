package dev.breakwater.pipeline;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.idempotency.Claim.Held;
import dev.breakwater.idempotency.KeyClaims;
import io.vertx.core.Future;
import org.jboss.logging.Logger;

/**
 * The record of a key that is ours, for what becomes of it. No client waits for the store for longer than a step may
 * take, and none loses its answer to it: the futures never fail. What is not recorded stays claimed until its lease
 * runs out, and is in doubt from then on.
 */
final class KeyRecord {

    private static final Logger LOG = Logger.getLogger(RequestPipeline.class);

    private final KeyClaims claims;
    private final Held held;
    private final Alarm alarm;

    KeyRecord(KeyClaims claims, Held held, Alarm alarm) {
        this.claims = claims;
        this.held = held;
        this.alarm = alarm;
    }

    Held held() {
        return held;
    }

    /** The provider decided. */
    Future<Void> finish(StoredAnswer answer) {
        return claims.finish(held, answer).transform(done -> {
            if (done.failed() || !Boolean.TRUE.equals(done.result())) {
                alarm.raise(
                        Cause.OUTCOME_NOT_STORED,
                        "the answer " + answer.status() + " to a write of client "
                                + held.key().client() + ", route "
                                + held.key().scope() + ", key record "
                                + held.key().hash()
                                + (done.failed()
                                        ? " was not stored: " + done.cause().getMessage()
                                        : " came after its claim had passed to another")
                                + "; the same key is in doubt now, look the write up at the provider");
            }
            return Future.succeededFuture();
        });
    }

    /** Surely nothing was done. */
    Future<Void> release() {
        return quietly("release", claims.release(held));
    }

    /** It may have been done. */
    Future<Void> doubt() {
        return quietly("doubt", claims.doubt(held));
    }

    /** The write queue has it. */
    Future<Void> queued(WriteId id) {
        return quietly("queued", claims.queued(held, id));
    }

    private Future<Void> quietly(String step, Future<Boolean> taken) {
        return taken.transform(done -> {
            if (done.failed() || !Boolean.TRUE.equals(done.result())) {
                LOG.debugf(
                        "key record %s: %s was not noted; its lease runs out instead",
                        held.key().hash(), step);
            }
            return Future.succeededFuture();
        });
    }
}
