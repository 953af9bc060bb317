package dev.breakwater.ops.console;

/**
 * Which dead letters an operator is about to put back.
 *
 * @param count how many there are, in words
 * @param provider whose; empty for any
 * @param cause what the reason of their death holds; empty for anything
 * @param deadBefore only those that had died by then, RFC 3339: those that were counted
 */
public record DeadLettersPlan(
        String count, String provider, String cause, String deadBefore, String reason, String maxWait) {}
