package dev.breakwater.exchange;

import java.time.Duration;

/**
 * When a circuit breaker opens and how it closes again.
 *
 * @param window how far back calls count; a sliding window, moved on in tenths
 * @param failureRatio share of failed and slow calls in the window at which it opens, above 0 and up to 1
 * @param slowCall a call that takes longer counts like a failed one
 * @param minimumCalls fewer calls than this in the window decide nothing
 * @param openFor how long it stays open before it lets probes through
 * @param probes how many calls are let through while half-open, and how many must succeed for it to close
 */
public record BreakerPolicy(
        Duration window, double failureRatio, Duration slowCall, int minimumCalls, Duration openFor, int probes) {}
