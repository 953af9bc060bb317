package dev.breakwater.writequeue;

import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreLink;
import dev.breakwater.store.StoreUnavailable;
import dev.breakwater.store.Stored;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Step 1: a write comes into the queue. "Not accepted" is said only when nothing is stored; whoever is not sure says
 * so, and the client repeats with the same key.
 */
record Acceptance(Store store, StoreLink link, SealedBodies bodies, QueueSettings settings, Ticker ticker) {

    /** How a live write is leased at once. */
    record Live(String token, Duration lease, boolean mayWait) {}

    Future<Enqueued> accept(NewWrite write, @Nullable Live live) {
        String shortfall = store.shortOf(write.durability());
        KeyMark mark = write.keyMark();
        if (mark != null && (shortfall != null || !isWithin(write))) {
            return Future.succeededFuture(new Enqueued.KeyNotNew());
        }
        if (shortfall != null) {
            store.refusedFor(write.durability(), shortfall);
            return orIfThere(write, new Enqueued.NotDurable(shortfall), shortfall);
        }
        long before = ticker.nanos();
        return link.runDurably(QueueScripts.ENQUEUE, partitions(write), arguments(write, live), write.durability())
                .map(stored -> enqueued(write, live, stored, before))
                .recover(failed -> failedWith(write, failed));
    }

    /** Whether one step can touch both the write's lane and its key. */
    private boolean isWithin(NewWrite write) {
        return store.facts().spansPartitions()
                || keyPartition(write) == write.id().partition();
    }

    private int keyPartition(NewWrite write) {
        return settings.partitions().of(write.id().hash());
    }

    private List<Integer> partitions(NewWrite write) {
        int own = write.id().partition();
        return write.keyMark() == null ? List.of(own) : List.of(own, keyPartition(write));
    }

    private Enqueued enqueued(NewWrite write, @Nullable Live live, Stored stored, long before) {
        String what = stored.reply().get(0).toString();
        switch (what) {
            case "key-used":
                return new Enqueued.KeyNotNew();
            case "busy":
                return new Enqueued.LaneBusy();
            case "full":
                return new Enqueued.Full(
                        store.isFull()
                                ? "the store's memory is filled up to its reserve"
                                : "as many writes wait as may");
            default:
                break;
        }
        StoredWrite record = StoredWrite.of(write.id(), stored.reply().get(1));
        Receipt receipt = stored.receipt();
        if (what.equals("live") && live != null) {
            LeasedWrite leased = lease(write, record, live, before);
            if (receipt != null) {
                return new Enqueued.Live(leased, receipt);
            }
            // Surely not sent: so that it is not in doubt, and no matter if this fails.
            var unused = link.run(
                    QueueScripts.HAND_BACK,
                    write.id().partition(),
                    List.of(write.id().hash(), live.token()));
        }
        return receipt == null
                ? new Enqueued.Unconfirmed(stored.shortfall())
                : new Enqueued.Accepted(record.view(null), receipt);
    }

    private static LeasedWrite lease(NewWrite write, StoredWrite before, Live live, long claimedNanos) {
        return new LeasedWrite(
                write.id(),
                live.token(),
                write.client(),
                write.scope(),
                write.key(),
                write.request(),
                null,
                before.attempts(),
                before.isInDoubt(),
                live.lease(),
                claimedNanos,
                write.traceparent());
    }

    private Future<Enqueued> failedWith(NewWrite write, Throwable failed) {
        if (!(failed instanceof StoreUnavailable unavailable)) {
            return Future.failedFuture(failed);
        }
        String why = String.valueOf(unavailable.getMessage());
        if (unavailable.isMaybeDone()) {
            return Future.succeededFuture(new Enqueued.Unconfirmed(why));
        }
        return why.contains("OOM ") // Redis' own word for a script that may not run while its memory is full
                ? orIfThere(write, new Enqueued.Full("the store's memory is full"), "the store's memory is full")
                : Future.failedFuture(failed);
    }

    /** {@code refusal}, unless the write had been stored before: then nobody may be told that it is not. */
    private Future<Enqueued> orIfThere(NewWrite write, Enqueued refusal, String why) {
        WriteId id = write.id();
        return link.run(QueueScripts.FIND, id.partition(), List.of(id.hash()))
                .map(found -> found.get(0).size() == 0
                        ? refusal
                        : new Enqueued.Unconfirmed("it has been stored before, but " + why));
    }

    private List<Object> arguments(NewWrite write, @Nullable Live live) {
        Duration doubt = write.doubt();
        KeyMark mark = write.keyMark();
        List<Object> all = new ArrayList<>(11);
        all.add(write.id().hash());
        all.add(StoredWrite.head(write, store.settings().replicas()));
        all.add(bodies.seal(write.request(), write.id()));
        all.add(store.isFull() ? 0 : settings.depthMaxPerPartition());
        all.add(doubt == null ? "" : doubt.toMillis());
        all.add(settings.ageMargin().toMillis());
        all.add(live == null ? "" : live.lease().toMillis());
        all.add(live == null ? "" : live.token());
        all.add(live == null || live.mayWait() ? "1" : "0");
        all.add(mark == null ? "" : mark.fingerprint());
        all.add(mark == null ? "" : mark.keep().toMillis());
        return all;
    }
}
