package dev.breakwater.fault.queue;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.Depth;
import dev.breakwater.writequeue.Enqueued;
import dev.breakwater.writequeue.Intent;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.NewWrite;
import dev.breakwater.writequeue.ParkedWrite;
import dev.breakwater.writequeue.QueuedWrite;
import dev.breakwater.writequeue.Settlement;
import dev.breakwater.writequeue.WalkStep;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A queue that does what the one within does; others change a step of it. */
class QueueHooks implements WriteQueue {

    final WriteQueue within;

    QueueHooks(WriteQueue within) {
        this.within = within;
    }

    @Override
    public int partition(@Nullable Lane lane, String hash) {
        return within.partition(lane, hash);
    }

    @Override
    public int partitions() {
        return within.partitions();
    }

    @Override
    public Future<Enqueued> enqueue(NewWrite write) {
        return within.enqueue(write);
    }

    @Override
    public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
        return within.enqueueLive(write, lease, mayWait);
    }

    @Override
    public Future<Integer> waiting(Lane lane) {
        return within.waiting(lane);
    }

    @Override
    public Future<@Nullable QueuedWrite> find(WriteId id) {
        return within.find(id);
    }

    @Override
    public Future<@Nullable String> shortfall(QueuedWrite write) {
        return within.shortfall(write);
    }

    @Override
    public Future<Boolean> cancel(WriteId id) {
        return within.cancel(id);
    }

    @Override
    public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
        return within.claim(partition, room, lease);
    }

    @Override
    public Future<Intent> intend(LeasedWrite write) {
        return within.intend(write);
    }

    @Override
    public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
        return within.settle(write, settlement);
    }

    @Override
    public Future<Boolean> handBack(LeasedWrite write) {
        return within.handBack(write);
    }

    @Override
    public Future<Integer> sweep(int partition, int limit) {
        return within.sweep(partition, limit);
    }

    @Override
    public Future<Boolean> resolveDelivered(WriteId id, @Nullable StoredAnswer answer, Decision decision) {
        return within.resolveDelivered(id, answer, decision);
    }

    @Override
    public Future<Boolean> resolveUndone(WriteId id, Decision decision) {
        return within.resolveUndone(id, decision);
    }

    @Override
    public Future<ParkedWrite.Page> parked(int partition, Set<Scope> scopes, int from, int limit) {
        return within.parked(partition, scopes, from, limit);
    }

    @Override
    public Future<Boolean> resolveDelivered(ParkedWrite write, @Nullable StoredAnswer answer, Decision decision) {
        return within.resolveDelivered(write, answer, decision);
    }

    @Override
    public Future<Boolean> resolveUndone(ParkedWrite write, Decision decision) {
        return within.resolveUndone(write, decision);
    }

    @Override
    public Future<Boolean> looked(ParkedWrite write, String gave, Duration next) {
        return within.looked(write, gave, next);
    }

    @Override
    public Future<Boolean> replay(WriteId id, Duration maxWait, Decision decision) {
        return within.replay(id, maxWait, decision);
    }

    @Override
    public Future<Boolean> discard(WriteId id, Decision decision) {
        return within.discard(id, decision);
    }

    @Override
    public Future<WalkStep.Stretch> walk(int partition, WalkStep step) {
        return within.walk(partition, step);
    }

    @Override
    public Future<Depth> depth(int partition) {
        return within.depth(partition);
    }
}
