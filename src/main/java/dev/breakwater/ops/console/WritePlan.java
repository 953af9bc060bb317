package dev.breakwater.ops.console;

/**
 * What an operator is about to decide of a write.
 *
 * @param action {@code replay}, {@code discard}, {@code delivered} or {@code undone}
 * @param effect what will become of it
 */
public record WritePlan(WriteCard write, String action, String reason, String maxWait, String effect) {}
