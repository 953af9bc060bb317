package dev.breakwater;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditMetrics;
import dev.breakwater.cache.AnswerCache;
import dev.breakwater.delivery.DeliveryPlane;
import dev.breakwater.ingress.DataPlane;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.pipeline.FleetPulse;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreUnavailable;
import io.vertx.core.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What runs, in the order in which it may: the store before those that use it, and no call is taken that delivery could
 * not finish.
 *
 * <p>Threading: start and stop it once.
 *
 * @param store null if none is configured
 * @param levers what operators want
 * @param orders the same as all replicas share it; null if there is no store
 * @param audit what was decided; null if there is no store
 * @param answers those that are kept; null if none are
 * @param data where clients call
 * @param delivery null if there is no store
 * @param pulse how routes fare on all replicas
 * @param sealAge null if there is no store, or metrics are off
 */
public record Planes(
        @Nullable Store store,
        ReplicaLevers levers,
        @Nullable OrderBook orders,
        @Nullable AuditLog audit,
        @Nullable AnswerCache answers,
        DataPlane data,
        @Nullable DeliveryPlane delivery,
        @Nullable AuditMetrics sealAge,
        FleetPulse pulse) {

    private static final Logger LOG = Logger.getLogger(Planes.class);

    /** Starts all of it. A store that does not answer yet holds nothing up; one that must not be touched does. */
    public Future<Void> start() {
        Future<Void> opened = store == null ? Future.succeededFuture() : store.start();
        return opened.recover(Planes::bearable)
                .compose(open -> orders == null ? Future.succeededFuture() : orders.start())
                .compose(obeyed -> {
                    if (audit != null) {
                        audit.start();
                    }
                    if (sealAge != null) {
                        sealAge.start();
                    }
                    if (answers != null) {
                        answers.start();
                    }
                    pulse.start();
                    return data.start();
                })
                .compose(started -> delivery == null ? Future.succeededFuture() : delivery.start());
    }

    /** Stops all of it, also what does not stop well. */
    public Future<Void> stop() {
        if (sealAge != null) {
            sealAge.stop();
        }
        return data.stop()
                .eventually(() -> delivery == null ? Future.succeededFuture() : delivery.stop())
                .eventually(pulse::stop)
                .eventually(() -> answers == null ? Future.succeededFuture() : answers.stop())
                .eventually(() -> orders == null ? Future.succeededFuture() : orders.stop())
                .eventually(() -> audit == null ? Future.succeededFuture() : audit.stop())
                .eventually(() -> store == null ? Future.succeededFuture() : store.stop());
    }

    private static Future<Void> bearable(Throwable failed) {
        if (failed instanceof StoreUnavailable) {
            LOG.warnf(
                    "the store cannot be reached yet: %s; writes go without it, as their routes say",
                    failed.getMessage());
            return Future.succeededFuture();
        }
        return Future.failedFuture(failed);
    }
}
