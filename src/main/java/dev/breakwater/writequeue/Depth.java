package dev.breakwater.writequeue;

import java.time.Duration;

/**
 * How many writes of a partition wait.
 *
 * @param pending wait for their turn or their next attempt
 * @param leased are worked on
 * @param parked wait for a lookup or a person
 * @param dead wait for an operator
 * @param oldest how long the oldest of the pending and leased has waited; zero if there is none
 */
public record Depth(int pending, int leased, int parked, int dead, Duration oldest) {}
