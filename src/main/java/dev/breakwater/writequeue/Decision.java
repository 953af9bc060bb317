package dev.breakwater.writequeue;

/**
 * Who decided about a write, and why; both stand in its timeline and in the audit log.
 *
 * @param actor an operator's name
 * @param reason in a few words
 */
public record Decision(String actor, String reason) {

    private static final String US = "breakwater";

    /** What the service itself decided. */
    public static Decision ours(String reason) {
        return new Decision(US, reason);
    }
}
