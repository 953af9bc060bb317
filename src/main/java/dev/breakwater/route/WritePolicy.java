package dev.breakwater.route;

import dev.breakwater.exchange.Durability;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a route's writes that cannot be sent now, and what they need.
 *
 * @param queued whether they wait in the write queue ({@code when-unavailable: queue}) or are refused
 * @param lane where their ordering key stands; null if each is a lane of its own
 * @param maxWait how long one may wait before it is no longer wanted
 * @param durability how durably one must be stored before its client gets a 202
 * @param keyRequired whether one without an idempotency key is refused
 * @param withoutStore what becomes of them while the store cannot be reached
 * @param invalidates the cached reads that one makes out of date, beside its own target
 * @param cardNumbersQueued whether a body that holds a card number may be stored; one with a CVC never is
 */
public record WritePolicy(
        boolean queued,
        @Nullable LaneSource lane,
        Duration maxWait,
        Durability durability,
        boolean keyRequired,
        WithoutStore withoutStore,
        List<ReadTemplate> invalidates,
        boolean cardNumbersQueued) {

    private static final Duration MAX_WAIT = Duration.ofHours(20);

    /** What holds where nothing is configured: nothing waits. */
    public static final WritePolicy REFUSED = refused(Durability.FSYNC);

    static WritePolicy refused(Durability durability) {
        return new WritePolicy(false, null, MAX_WAIT, durability, false, WithoutStore.PASS, List.of(), false);
    }

    /** The same with other reads that a write makes out of date. */
    WritePolicy withInvalidates(List<ReadTemplate> reads) {
        return new WritePolicy(queued, lane, maxWait, durability, keyRequired, withoutStore, reads, cardNumbersQueued);
    }

    /** While the store cannot be reached. */
    public enum WithoutStore {
        /** They go to the provider, under its own idempotency only, and their answers say so. */
        PASS,
        /** They are refused with 503. */
        REFUSE
    }
}
