package dev.breakwater.fault.queue.check;

/**
 * A queued write as the store has it.
 *
 * @param key the idempotency key that the provider is shown
 * @param reason why it is parked or dead; else empty
 * @param readable whether its payload is still there and can be read
 */
public record StoredWrite(String id, String key, String state, String reason, boolean readable) {

    boolean isSetAside() {
        return state.equals("parked") || state.equals("dead");
    }

    boolean isUndone() {
        return state.equals("dead") || state.equals("cancelled");
    }

    boolean waits() {
        return state.equals("pending") || state.equals("leased");
    }
}
