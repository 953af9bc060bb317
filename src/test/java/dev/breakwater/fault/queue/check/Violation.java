package dev.breakwater.fault.queue.check;

/** A rule that does not hold, and where. */
public record Violation(Rule rule, String key, String what) {}
