package dev.breakwater.writequeue;

import java.time.Duration;
import java.util.Map;

/**
 * How many writes of a partition wait.
 *
 * @param pending wait for their turn or their next attempt
 * @param leased are worked on
 * @param parked wait for a lookup or a person
 * @param dead wait for an operator
 * @param oldest how long the oldest of the pending and leased has waited; zero if there is none
 * @param providers the same of each provider that has or had some
 */
public record Depth(int pending, int leased, int parked, int dead, Duration oldest, Map<String, OfProvider> providers) {

    /**
     * How many writes of one provider wait.
     *
     * @param exact false if it was reckoned from a sample, since more than a few hundred stand in one index with those
     *     of others
     */
    public record OfProvider(int pending, int leased, int parked, int dead, Duration oldest, boolean exact) {}
}
