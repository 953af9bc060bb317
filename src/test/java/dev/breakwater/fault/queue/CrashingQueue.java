package dev.breakwater.fault.queue;

import dev.breakwater.exchange.Scope;
import dev.breakwater.writequeue.Enqueued;
import dev.breakwater.writequeue.Intent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.Settlement;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A queue at whose steps the process may die. */
final class CrashingQueue extends QueueHooks {

    private final CrashPoints points;

    CrashingQueue(WriteQueue within, CrashPoints points) {
        super(within);
        this.points = points;
    }

    @Override
    public Future<Enqueued> enqueue(NewWrite write) {
        return points.around("enqueue", () -> within.enqueue(write));
    }

    @Override
    public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
        return points.around("enqueueLive", () -> within.enqueueLive(write, lease, mayWait));
    }

    /** Only takings of something count. */
    @Override
    public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
        return within.claim(partition, room, lease).onSuccess(taken -> {
            if (!taken.isEmpty()) {
                points.after("lease");
            }
        });
    }

    @Override
    public Future<Intent> intend(LeasedWrite write) {
        return points.around("intend", () -> within.intend(write));
    }

    @Override
    public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
        return points.around("settle", () -> within.settle(write, settlement));
    }

    @Override
    public Future<Boolean> handBack(LeasedWrite write) {
        return points.around("handBack", () -> within.handBack(write));
    }
}
