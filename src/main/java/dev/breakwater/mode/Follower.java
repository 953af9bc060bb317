package dev.breakwater.mode;

import java.time.Duration;

/**
 * A replica that obeys the orders in the store.
 *
 * @param version up to which it does
 * @param seenAgo how long ago it said so
 */
public record Follower(String replica, long version, Duration seenAgo) {}
