package dev.breakwater.exchange;

import java.time.Duration;

/**
 * How often and when an attempt may be repeated.
 *
 * @param attempts attempts in all, the first included; 1 means that nothing is repeated
 * @param backoff the longest wait before the second attempt; it doubles from attempt to attempt, with full jitter
 * @param backoffMax the longest wait before any attempt
 */
public record RetryPolicy(int attempts, Duration backoff, Duration backoffMax) {}
