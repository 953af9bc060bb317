package dev.breakwater.writequeue;

import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the queue, as people and clients see it; the request itself stays encrypted.
 *
 * @param id its name
 * @param client who submitted it
 * @param scope provider and route
 * @param lane null if it is a lane of its own
 * @param state where it stands
 * @param acceptedAt by the store's clock
 * @param expiresAt after which it is no longer wanted
 * @param attempts how many have been intended
 * @param receipt what the store confirmed when it was accepted
 * @param timeline what happened, oldest first, at most the last {@value #TIMELINE_MAX}
 * @param lookups what was asked about it at its provider since it was parked; null if nothing was, or it is not parked
 * @param answer the provider's, once there; null until then, and if only the fact is known
 * @param traceparent the trace it belongs to; null if its client named none
 */
public record QueuedWrite(
        WriteId id,
        String client,
        Scope scope,
        @Nullable Lane lane,
        WriteState state,
        Instant acceptedAt,
        Instant expiresAt,
        int attempts,
        Receipt receipt,
        List<Event> timeline,
        @Nullable Lookups lookups,
        @Nullable StoredAnswer answer,
        @Nullable String traceparent) {

    /** The longest timeline that is kept. */
    public static final int TIMELINE_MAX = 50;

    /**
     * Lookups that decided nothing.
     *
     * @param count how many
     * @param at when the last one was made
     * @param gave what it gave, for people
     * @param next when the replica that made it means to make the next; others may be earlier
     */
    public record Lookups(int count, Instant at, String gave, Instant next) {}

    /**
     * One thing that happened.
     *
     * @param at by the store's clock
     * @param what a past participle: {@code accepted}, {@code attempted}, {@code reclaimed}, {@code parked}
     * @param detail for people; may be empty
     */
    public record Event(Instant at, String what, String detail) {}
}
