package dev.breakwater.writequeue;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The durable queue of writes. Every step is one atomic change of one partition, and each is safe to repeat. The rules
 * come from the model in {@code src/test/model}: when a step changes, the model changes first.
 *
 * <p>A write's {@link WriteState} moves along
 *
 * <pre>
 *   enqueue --> Pending --claim--> Leased --settle--> Delivered | Pending | Parked | Dead
 *                  |                  '--(lease ran out)--> Pending        in doubt if the attempt was intended
 *                  |--cancel--> Cancelled                                  not while in doubt
 *                  |--(expired)--> Dead                                    Parked if in doubt
 *   Parked --resolve--> Delivered | Pending | Discarded
 *   Dead --replay--> Pending      Dead --discard--> Discarded
 * </pre>
 *
 * Only the head of a lane is ever claimed. A parked head blocks its lane until it is resolved; a dead, cancelled,
 * discarded or delivered one does not.
 *
 * <p>Threading: as its implementation says. Futures fail with {@link dev.breakwater.store.StoreUnavailable} and nothing
 * else; a step whose future failed may have been taken all the same.
 */
public interface WriteQueue {

    /** The partition of {@code lane}, or of a write without one. */
    int partition(@Nullable Lane lane, String hash);

    /** How many partitions there are. */
    int partitions();

    /**
     * Stores a write, at the end of its lane, within the bounded depth, and waits for the store's receipt. If a write
     * of this id is there, it is left as it is and returned.
     */
    Future<Enqueued> enqueue(NewWrite write);

    /**
     * For a live write whose lane must stay in order: the same, but if nothing of its lane waits, it is at once leased
     * to the caller with its intent, so that it is sent now and later writes of the lane queue behind it.
     *
     * @param lease longer than the exchange's deadline
     * @param mayWait whether it is stored behind the lane's waiting writes; if not, and there are some, it is
     *     {@link Enqueued.LaneBusy}
     */
    Future<Enqueued> enqueueLive(NewWrite write, Duration lease, boolean mayWait);

    /** How many writes of {@code lane} wait or are parked; a live write must queue behind them. */
    Future<Integer> waiting(Lane lane);

    /** The write, or null if there is none. A final state is returned only when it is durable. */
    Future<@Nullable QueuedWrite> find(WriteId id);

    /** Cancels a write that surely was never sent; false if it is not pending, or in doubt. */
    Future<Boolean> cancel(WriteId id);

    /**
     * Leases due heads of lanes, the earliest to expire first.
     *
     * @param room how many writes of each route may be taken; routes that are not named are left alone
     * @param lease longer than the longest attempt
     */
    Future<List<LeasedWrite>> claim(int partition, Map<Scope, Integer> room, Duration lease);

    /**
     * Before the first byte of an attempt: stores that this lease may send, and since when the key counts. If the write
     * has expired or its key has grown too old, it is ended or parked instead. The answer is durable.
     */
    Future<Intent> intend(LeasedWrite write);

    /**
     * Whether {@code write}, which has been read, is kept as durably as was demanded when it came: it may have been
     * told "not confirmed" then.
     *
     * @return null if it is, else why nobody knows
     */
    Future<@Nullable String> shortfall(QueuedWrite write);

    /**
     * Ends a lease.
     *
     * @return false if the lease was no longer the caller's: nothing was changed
     */
    Future<Boolean> settle(LeasedWrite write, Settlement settlement);

    /** Gives a lease back under which nothing was sent; the write is due again at once. */
    Future<Boolean> handBack(LeasedWrite write);

    /**
     * Housekeeping, safe to do on every replica at once: leases that ran out, writes that expired, records that were
     * kept long enough.
     *
     * @return how many writes it moved; if it is {@code limit}, there may be more
     */
    Future<Integer> sweep(int partition, int limit);

    /** A parked write turned out to be done: with its answer, or null if only the fact is known. */
    Future<Boolean> resolveDelivered(WriteId id, @Nullable StoredAnswer answer, Decision decision);

    /** A parked write surely was not done: due again, no longer in doubt. */
    Future<Boolean> resolveUndone(WriteId id, Decision decision);

    /**
     * Parked writes of one partition that may have been executed, the longest parked first.
     *
     * @param scopes the routes whose writes are wanted
     * @param from how many are passed over
     * @param limit how many are looked at
     */
    Future<ParkedWrite.Page> parked(int partition, Set<Scope> scopes, int from, int limit);

    /**
     * The same as {@link #resolveDelivered(WriteId, StoredAnswer, Decision)} for who asks elsewhere meanwhile.
     *
     * @return false if the write has left that parking since, even if it is parked again
     */
    Future<Boolean> resolveDelivered(ParkedWrite write, @Nullable StoredAnswer answer, Decision decision);

    /**
     * The same as {@link #resolveUndone(WriteId, Decision)}; without the fence, what was found out before another
     * attempt would be believed after it.
     *
     * @return false if the write has left that parking since, even if it is parked again
     */
    Future<Boolean> resolveUndone(ParkedWrite write, Decision decision);

    /**
     * A parked write was looked up at its provider, and that decided nothing.
     *
     * @param gave what came of it, for people
     * @param next after which whoever looked means to look again
     * @return false if the write has left that parking since
     */
    Future<Boolean> looked(ParkedWrite write, String gave, Duration next);

    /** Puts a dead letter back, with a new time limit. */
    Future<Boolean> replay(WriteId id, Duration maxWait, Decision decision);

    /** Gives a parked or dead write up for good. */
    Future<Boolean> discard(WriteId id, Decision decision);

    /** A stretch of a {@link WriteSearch} through one partition. */
    Future<WalkStep.Stretch> walk(int partition, WalkStep step);

    /** How many writes of one partition are in each state that waits for somebody. */
    Future<Depth> depth(int partition);
}
