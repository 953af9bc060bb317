package dev.breakwater.idempotency;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.KeyScope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Who may send a write of a given key, and what became of it. Each step is one atomic change of the key's record:
 *
 * <pre>
 *   (none) --claim--> Claimed --finish--> Finished      the answer, for as long as keys are kept
 *                        |-----release--> (none)        surely nothing was done
 *                        |-----doubt----> InDoubt       sent, and nobody knows: never released
 *                        |-----queued---> Queued        the write queue has it
 *                        '--(lease ran out: we crashed)--> InDoubt
 *   InDoubt --claim--> Claimed, still in doubt: release goes back to InDoubt
 * </pre>
 *
 * <p>The steps after {@link #claim} need its {@link Claim.Held}: whoever lost the claim to another gets {@code false},
 * and changes nothing.
 *
 * <p>Threading: as its implementation says. Futures fail with {@link dev.breakwater.store.StoreUnavailable} and nothing
 * else; a step whose future failed may have been taken all the same.
 */
public interface KeyClaims {

    /**
     * Claims {@code key} for one exchange.
     *
     * @param key what is claimed
     * @param fingerprints of the request under each key of the vault, the present one's first: any may match
     * @param lease how long the claim is ours; it outlasts the exchange's deadline
     * @param keep how long the record is kept, counted from its last change
     * @param wanted how durable the claim must be before anything is sent under it: one that a failover took back would
     *     let the write be sent twice. A claim that is not confirmed is given back, and the future fails
     */
    Future<Claim> claim(KeyScope key, List<String> fingerprints, Duration lease, Duration keep, Durability wanted);

    /** A complete, deciding answer came: it is what this key means from now on. */
    Future<Boolean> finish(Claim.Held held, StoredAnswer answer);

    /** Surely nothing was done under this claim. The key is free again, or in doubt again if it was. */
    Future<Boolean> release(Claim.Held held);

    /** It may have been done. The key stays claimed by nobody, and in doubt since its first claim that was. */
    Future<Boolean> doubt(Claim.Held held);

    /** The write queue has taken it over. */
    Future<Boolean> queued(Claim.Held held, WriteId id);
}
