package dev.breakwater.writequeue;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.WriteState.Dead;
import dev.breakwater.writequeue.WriteState.Delivered;
import dev.breakwater.writequeue.WriteState.Leased;
import dev.breakwater.writequeue.WriteState.Parked;
import dev.breakwater.writequeue.WriteState.Pending;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queue without a store: its steps in their plainest form, and what the other implementation is compared with. A
 * step takes time in proportion to the queue's length.
 *
 * <p>Threading: one thread at a time. Futures are complete when they are returned.
 */
public final class InMemoryWriteQueue implements WriteQueue {

    private final QueueSettings settings;
    private final Ticker ticker;
    private final Tokens tokens;
    private final Map<WriteId, Entry> entries = new LinkedHashMap<>();
    private final Set<String> usedKeys = new HashSet<>();
    private boolean keysElsewhere;
    private long places;

    /** @param ticker its {@code now()} is the store's clock */
    public InMemoryWriteQueue(QueueSettings settings, Ticker ticker, Tokens tokens) {
        this.settings = settings;
        this.ticker = ticker;
        this.tokens = tokens;
    }

    /** From now on no step can look at a write's key. */
    public void keepKeysElsewhere() {
        keysElsewhere = true;
    }

    @Override
    public int partition(@Nullable Lane lane, String hash) {
        return settings.partitions().of(lane == null ? hash : lane.hash());
    }

    @Override
    public int partitions() {
        return settings.partitions().count();
    }

    @Override
    public Future<Enqueued> enqueue(NewWrite write) {
        return done(accept(write, null, true));
    }

    @Override
    public Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait) {
        return done(accept(write, lease, mayWait));
    }

    private Enqueued accept(NewWrite write, @Nullable Duration liveLease, boolean mayWait) {
        Receipt receipt = new Receipt(write.durability(), 0);
        String key = write.keyMark() == null ? null : write.id().hash();
        if (key != null && (keysElsewhere || usedKeys.contains(key))) {
            return new Enqueued.KeyNotNew();
        }
        Entry there = entries.get(write.id());
        if (there != null) {
            return new Enqueued.Accepted(there.view(), receipt);
        }
        Lane lane = write.lane();
        boolean laneWaits = lane != null && laneOf(lane).findAny().isPresent();
        if (laneWaits && !mayWait) {
            return new Enqueued.LaneBusy();
        }
        int waiting = (int) in(write.id().partition(), Entry::waits).count();
        if (waiting >= settings.depthMaxPerPartition()) {
            return new Enqueued.Full("as many writes wait as may");
        }
        if (key != null) {
            usedKeys.add(key);
        }
        Entry entry = new Entry(write, receipt, places++, now());
        entries.put(write.id(), entry);
        if (liveLease == null || laneWaits) {
            return new Enqueued.Accepted(entry.view(), receipt);
        }
        if (entry.isTooOld()) {
            entry.move(
                    new Parked("its key is too old to be sent again"), "parked", "its key is too old to be sent again");
            return new Enqueued.Accepted(entry.view(), receipt);
        }
        LeasedWrite leased = entry.lease(liveLease);
        entry.intend();
        return new Enqueued.Live(leased, receipt);
    }

    @Override
    public Future<Integer> waiting(Lane lane) {
        return done((int) laneOf(lane).count());
    }

    @Override
    public Future<@Nullable QueuedWrite> find(WriteId id) {
        Entry entry = entries.get(id);
        return Future.succeededFuture(entry == null ? null : entry.view());
    }

    @Override
    public Future<@Nullable String> shortfall(QueuedWrite write) {
        return Future.<@Nullable String>succeededFuture(null);
    }

    @Override
    public Future<Boolean> cancel(WriteId id) {
        return on(id, entry -> {
            if (!(entry.state instanceof Pending pending) || pending.inDoubt()) {
                return false;
            }
            entry.move(pending.cancelled(), "cancelled", "");
            return true;
        });
    }

    @Override
    public Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease) {
        List<LeasedWrite> claimed = new ArrayList<>();
        room.forEach((scope, most) -> in(partition, entry -> entry.write.scope().equals(scope) && entry.isDue())
                .sorted(Comparator.comparing((Entry entry) -> entry.expiresAt).thenComparing(entry -> entry.place))
                .limit(most)
                .toList()
                .forEach(entry -> claimed.add(entry.lease(lease))));
        return done(claimed);
    }

    @Override
    public Future<Intent> intend(LeasedWrite write) {
        Entry entry = entries.get(write.id());
        if (entry == null || !(entry.state instanceof Leased leased) || !entry.belongsTo(write)) {
            return done(Intent.NOT_OURS);
        }
        if (!now().isBefore(leased.until())) {
            return done(Intent.NOT_OURS);
        }
        boolean doubt = leased.inDoubt() || leased.intended();
        if (!now().isBefore(entry.expiresAt)) {
            WriteState ended = new Pending(now(), doubt).expired();
            entry.move(ended, ended.label(), String.valueOf(ended.reasonIfAny()));
            return done(doubt ? Intent.TOO_OLD : Intent.EXPIRED);
        }
        if (doubt && entry.isTooOld()) {
            entry.move(
                    leased.parked("its key is too old to be sent again"),
                    "parked",
                    "its key is too old to be sent again");
            return done(Intent.TOO_OLD);
        }
        if (!leased.intended()) {
            entry.intend();
        }
        return done(Intent.SEND);
    }

    @Override
    public Future<Boolean> settle(LeasedWrite write, Settlement settlement) {
        return on(write.id(), entry -> {
            if (!(entry.state instanceof Leased leased) || !entry.belongsTo(write)) {
                return false;
            }
            settlement.fold(
                    deliver -> entry.deliver(leased.delivered(), deliver.answer(), "delivered", ""),
                    again -> entry.move(
                            leased.again(now().plus(again.after()), again.unknown()), "postponed", again.why()),
                    park -> entry.move(leased.parked(park.why()), "parked", park.why()),
                    bury -> leased.inDoubt()
                            ? entry.move(leased.parked(bury.why()), "parked", bury.why())
                            : entry.move(leased.dead(bury.why()), "dead", bury.why()),
                    withdraw -> leased.inDoubt()
                            ? entry.move(leased.parked(withdraw.why()), "parked", withdraw.why())
                            : entry.move(leased.withdrawn(), "cancelled", withdraw.why()));
            return true;
        });
    }

    @Override
    public Future<Boolean> handBack(LeasedWrite write) {
        return on(write.id(), entry -> {
            if (!(entry.state instanceof Leased leased) || !entry.belongsTo(write)) {
                return false;
            }
            entry.move(leased.again(now(), false), "returned", "");
            return true;
        });
    }

    @Override
    public Future<Integer> sweep(int partition, int limit) {
        int moved = 0;
        for (Entry entry : in(partition, all -> true).toList()) {
            if (moved < limit && entry.isSweepable()) {
                moved++;
                sweep(entry);
            }
        }
        return done(moved);
    }

    private void sweep(Entry entry) {
        if (entry.state instanceof Leased leased) {
            entry.move(leased.reclaimed(now()), "reclaimed", "");
        } else if (entry.state instanceof Pending pending) {
            WriteState ended = pending.expired();
            entry.move(ended, ended.label(), String.valueOf(ended.reasonIfAny()));
        } else {
            entries.remove(entry.write.id());
        }
    }

    @Override
    public Future<Boolean> resolveDelivered(WriteId id, @Nullable StoredAnswer answer, Decision decision) {
        return on(id, entry -> {
            if (!(entry.state instanceof Parked parked)) {
                return false;
            }
            return entry.deliver(parked.resolvedDelivered(), answer, "resolved", noted(decision));
        });
    }

    @Override
    public Future<Boolean> resolveUndone(WriteId id, Decision decision) {
        return on(id, entry -> {
            if (!(entry.state instanceof Parked parked)) {
                return false;
            }
            return entry.move(parked.resolvedUndone(now()), "resolved", noted(decision));
        });
    }

    @Override
    public Future<ParkedWrite.Page> parked(int partition, Set<Scope> scopes, int from, int limit) {
        List<Entry> page = in(partition, entry -> entry.state instanceof Parked)
                .sorted(Comparator.comparing((Entry entry) -> entry.movedAt)
                        .thenComparing(entry -> entry.write.id().hash()))
                .skip(from)
                .limit(limit)
                .toList();
        List<ParkedWrite> writes = page.stream()
                .filter(entry -> entry.keyUsedSince != null && scopes.contains(entry.write.scope()))
                .map(Entry::parked)
                .toList();
        return done(new ParkedWrite.Page(writes, page.size()));
    }

    @Override
    public Future<Boolean> resolveDelivered(ParkedWrite write, @Nullable StoredAnswer answer, Decision decision) {
        return isStill(write) ? resolveDelivered(write.id(), answer, decision) : done(false);
    }

    @Override
    public Future<Boolean> resolveUndone(ParkedWrite write, Decision decision) {
        return isStill(write) ? resolveUndone(write.id(), decision) : done(false);
    }

    private static String noted(Decision decision) {
        boolean ours = decision.equals(Decision.ours(decision.reason()));
        return ours ? decision.reason() : decision.actor() + ": " + decision.reason();
    }

    private boolean isStill(ParkedWrite write) {
        Entry entry = entries.get(write.id());
        return entry != null && write.fence().equals(String.valueOf(entry.moves));
    }

    @Override
    public Future<Boolean> looked(ParkedWrite write, String gave, Duration next) {
        return on(write.id(), entry -> {
            if (!(entry.state instanceof Parked) || !write.fence().equals(String.valueOf(entry.moves))) {
                return false;
            }
            QueuedWrite.Lookups before = entry.lookups;
            int count = before == null ? 1 : before.count() + 1;
            entry.lookups = new QueuedWrite.Lookups(count, now(), gave, now().plus(next));
            return true;
        });
    }

    @Override
    public Future<Boolean> replay(WriteId id, Duration maxWait, Decision decision) {
        return on(id, entry -> {
            if (!(entry.state instanceof Dead dead)) {
                return false;
            }
            entry.place = places++; // at the end of its lane: what stood behind it has gone on
            entry.expiresAt = now().plus(maxWait);
            return entry.move(dead.replayed(now()), "replayed", noted(decision));
        });
    }

    @Override
    public Future<Boolean> discard(WriteId id, Decision decision) {
        return on(id, entry -> {
            if (entry.state instanceof Parked parked) {
                return entry.move(parked.discarded(), "discarded", noted(decision));
            }
            return entry.state instanceof Dead dead && entry.move(dead.discarded(), "discarded", noted(decision));
        });
    }

    @Override
    public Future<WalkStep.Stretch> walk(int partition, WalkStep step) {
        Comparator<WalkStep.Position> order = WalkStep.Position.order(step.newestFirst());
        List<WalkStep.Found> all = in(partition, entry -> entry.isIn(step))
                .map(entry -> new WalkStep.Found(entry.at(step.through()), entry.view()))
                .filter(one -> order.compare(one.at(), step.from()) > 0)
                .filter(one -> step.last() == null
                        || (step.newestFirst()
                                ? one.at().score() >= step.last()
                                : one.at().score() <= step.last()))
                .sorted(Comparator.comparing(WalkStep.Found::at, order))
                .toList();
        List<WalkStep.Found> seen = all.subList(0, Math.min(all.size(), step.looks()));
        List<WalkStep.Found> found = new ArrayList<>();
        WalkStep.Position reached = null;
        for (WalkStep.Found one : seen) {
            if (found.size() == step.most()) {
                return done(new WalkStep.Stretch(found, reached, now()));
            }
            if (step.filter().wants(one.write())) {
                found.add(one);
            }
            reached = one.at();
        }
        return done(new WalkStep.Stretch(found, seen.size() < all.size() ? reached : null, now()));
    }

    @Override
    public Future<Depth> depth(int partition) {
        Map<String, Depth.OfProvider> providers = new HashMap<>();
        in(partition, all -> true).map(entry -> entry.write.scope().provider()).forEach(name -> {
            Predicate<Entry> its = entry -> entry.write.scope().provider().equals(name);
            providers.put(
                    name,
                    new Depth.OfProvider(
                            count(partition, its, Pending.class),
                            count(partition, its, Leased.class),
                            count(partition, its, Parked.class),
                            count(partition, its, Dead.class),
                            oldest(partition, its),
                            true));
        });
        return done(new Depth(
                count(partition, all -> true, Pending.class),
                count(partition, all -> true, Leased.class),
                count(partition, all -> true, Parked.class),
                count(partition, all -> true, Dead.class),
                oldest(partition, all -> true),
                providers));
    }

    private Duration oldest(int partition, Predicate<Entry> which) {
        return in(partition, which.and(entry -> entry.state instanceof Pending || entry.state instanceof Leased))
                .map(entry -> Duration.between(entry.acceptedAt, now()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private int count(int partition, Predicate<Entry> which, Class<? extends WriteState> state) {
        return (int)
                in(partition, which.and(entry -> state.isInstance(entry.state))).count();
    }

    private Stream<Entry> in(int partition, Predicate<Entry> which) {
        return entries.values().stream()
                .filter(entry -> entry.write.id().partition() == partition)
                .filter(which);
    }

    private Stream<Entry> laneOf(Lane lane) {
        return entries.values().stream()
                .filter(entry -> lane.equals(entry.write.lane()))
                .filter(Entry::waits);
    }

    private Future<Boolean> on(WriteId id, Predicate<Entry> step) {
        Entry entry = entries.get(id);
        return done(entry != null && step.test(entry));
    }

    private Instant now() {
        return ticker.now();
    }

    private static <T> Future<T> done(T result) {
        return Future.succeededFuture(result);
    }

    /** One write. */
    private final class Entry {

        private final NewWrite write;
        private final Receipt receipt;
        private final Instant acceptedAt;
        private final List<QueuedWrite.Event> timeline = new ArrayList<>();
        private long place;
        private Instant expiresAt;
        private WriteState state;
        private int attempts;
        private int moves;
        private QueuedWrite.@Nullable Lookups lookups;
        private Instant movedAt;
        private @Nullable String token;
        private @Nullable Instant keyUsedSince;
        private @Nullable StoredAnswer answer;
        private @Nullable Instant keptUntil;

        Entry(NewWrite write, Receipt receipt, long place, Instant acceptedAt) {
            this.write = write;
            this.receipt = receipt;
            this.place = place;
            this.acceptedAt = acceptedAt;
            this.movedAt = acceptedAt;
            this.expiresAt = acceptedAt.plus(write.maxWait());
            Duration doubt = write.doubt();
            this.keyUsedSince = doubt == null ? null : acceptedAt.minus(doubt);
            this.attempts = doubt == null ? 0 : 1;
            this.state = new Pending(acceptedAt, doubt != null);
            note("accepted", "");
        }

        boolean waits() {
            return state instanceof Pending || state instanceof Leased || state instanceof Parked;
        }

        /** Pending, due, not expired, and nothing of its lane before it. */
        boolean isDue() {
            Lane lane = write.lane();
            return state instanceof Pending pending
                    && !now().isBefore(pending.dueAt())
                    && now().isBefore(expiresAt)
                    && (lane == null || laneOf(lane).allMatch(other -> other.place >= place));
        }

        /** Whether a walk may come upon it. */
        boolean isIn(WalkStep step) {
            WalkStep.Position edge = step.edge();
            return switch (step.through()) {
                case PUT_OFF -> state instanceof Pending && at(step.through()).score() > now().toEpochMilli();
                case IN_TURN ->
                    state instanceof Pending
                            && edge != null
                            && WalkStep.Position.order(true).compare(at(WalkStep.Through.PUT_OFF), edge) > 0;
                case LEASED -> state instanceof Leased;
                case PARKED -> state instanceof Parked;
                case DEAD -> state instanceof Dead;
            };
        }

        WalkStep.Position at(WalkStep.Through through) {
            Instant at =
                    switch (through) {
                        case PUT_OFF -> {
                            Instant due = state instanceof Pending pending ? pending.dueAt() : movedAt;
                            yield due.isBefore(expiresAt) ? due : expiresAt;
                        }
                        case IN_TURN -> expiresAt;
                        case LEASED -> state instanceof Leased leased ? leased.until() : movedAt;
                        case PARKED, DEAD -> movedAt;
                    };
            return new WalkStep.Position(
                    at.toEpochMilli(), write.id().partition(), write.id().hash());
        }

        boolean isSweepable() {
            if (state instanceof Leased leased) {
                return !now().isBefore(leased.until());
            }
            if (state instanceof Pending) {
                return !now().isBefore(expiresAt);
            }
            return keptUntil != null && !now().isBefore(keptUntil);
        }

        /** Whether the provider may have forgotten a key under which something may have been done. */
        boolean isTooOld() {
            return keyUsedSince != null
                    && !now().isBefore(keyUsedSince.plus(write.keyWindow()).minus(settings.ageMargin()));
        }

        boolean belongsTo(LeasedWrite lease) {
            return lease.token().equals(token);
        }

        LeasedWrite lease(Duration lease) {
            Pending pending = (Pending) state;
            token = tokens.next();
            state = pending.leased(now().plus(lease));
            return new LeasedWrite(
                    write.id(),
                    token,
                    write.client(),
                    write.scope(),
                    write.key(),
                    write.request(),
                    null,
                    attempts,
                    pending.inDoubt(),
                    lease,
                    ticker.nanos(),
                    write.traceparent());
        }

        void intend() {
            Leased leased = (Leased) state;
            attempts++;
            state = leased.withIntent();
            if (!leased.inDoubt()) {
                keyUsedSince = now();
            }
            note("attempted", "");
        }

        boolean deliver(Delivered delivered, @Nullable StoredAnswer answer, String what, String detail) {
            this.answer = answer;
            return move(delivered, what, detail);
        }

        boolean move(WriteState next, String what, String detail) {
            state = next;
            moves++;
            lookups = null;
            movedAt = now();
            token = null;
            if (next instanceof Pending pending && !pending.inDoubt()) {
                keyUsedSince = null;
            }
            if (next.isFinal()) {
                keptUntil = now().plus(settings.keep());
            }
            note(what, detail);
            return true;
        }

        ParkedWrite parked() {
            return new ParkedWrite(
                    write.id(),
                    String.valueOf(moves),
                    write.scope(),
                    write.key(),
                    write.request(),
                    Duration.between(movedAt, now()),
                    write.traceparent());
        }

        private void note(String what, String detail) {
            timeline.add(new QueuedWrite.Event(now(), what, detail));
            if (timeline.size() > QueuedWrite.TIMELINE_MAX) {
                timeline.remove(1); // that it was accepted is always told
            }
        }

        QueuedWrite view() {
            return new QueuedWrite(
                    write.id(),
                    write.client(),
                    write.scope(),
                    write.lane(),
                    state,
                    acceptedAt,
                    expiresAt,
                    attempts,
                    receipt,
                    List.copyOf(timeline),
                    lookups,
                    answer,
                    write.traceparent());
        }
    }
}
