package dev.breakwater.fault.queue.check;

import java.time.Instant;

/** A queued write's state as its client was shown it. */
public record Seen(Instant at, String key, String state) {}
