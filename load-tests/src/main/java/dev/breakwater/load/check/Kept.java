package dev.breakwater.load.check;

import java.util.Set;

/**
 * What the gateway says of a queued write once the run is over.
 *
 * @param id the write's
 * @param state as {@code /-/writes/{id}} has it; {@code missing} if it does not know the write
 * @param reason why it is in that state; empty if none is told
 * @param answerStatus the status of the provider's answer; 0 if there is none
 */
public record Kept(String id, String state, String reason, int answerStatus) {

    private static final Set<String> WAITING = Set.of("pending", "leased");
    private static final Set<String> UNDONE = Set.of("dead", "cancelled", "discarded");

    boolean waits() {
        return WAITING.contains(state);
    }

    boolean isUndone() {
        return UNDONE.contains(state);
    }

    boolean isParked() {
        return state.equals("parked");
    }

    /** Whether the provider said yes to it. */
    boolean isDone() {
        return state.equals("delivered") && (answerStatus == 0 || answerStatus < 300);
    }
}
