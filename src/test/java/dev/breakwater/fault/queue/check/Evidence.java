package dev.breakwater.fault.queue.check;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run after it has come to rest.
 *
 * @param history the clients' journal
 * @param effects the provider's ledger
 * @param arrivals what came to the provider
 * @param stored what the store holds
 * @param trails what the store and its audit log say of the same things
 * @param window how long the provider knows a key; null if longer than any run
 * @param lateOwners whether somebody was paused for longer than its lease: then, and only then, two attempts of a key
 *     may overlap
 * @param places where secrets must not be, by name
 * @param canaries the secrets
 */
public record Evidence(
        History history,
        List<Effect> effects,
        List<Arrival> arrivals,
        List<StoredWrite> stored,
        List<Trail> trails,
        @Nullable Duration window,
        boolean lateOwners,
        Map<String, byte[]> places,
        List<String> canaries) {

    /** What the clients' journal says. */
    public record History(List<Asked> asked, List<Told> told, List<Seen> seen) {}
}
