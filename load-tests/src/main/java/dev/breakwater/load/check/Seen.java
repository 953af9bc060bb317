package dev.breakwater.load.check;

import java.time.Instant;
import java.util.Map;

/**
 * What the provider had received at a time, by method and path.
 *
 * @param rssKib memory that the gateway's process held; 0 if it is not known
 */
public record Seen(Instant at, Map<String, Calls> calls, long rssKib) {

    /**
     * @param received since the provider's start
     * @param inFlight of them, those that are neither answered nor given up
     */
    public record Calls(long received, long inFlight) {}
}
