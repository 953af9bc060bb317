package dev.breakwater.load.check;

/** A rule that does not hold: the key or the write's id that it is about, and what is wrong. */
public record Violation(Rule rule, String id, String what) {}
