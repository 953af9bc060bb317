package dev.breakwater.ops.console;

import dev.breakwater.store.StoreUnavailable;

/** What is shown where the store does not answer. */
final class Failure {

    private Failure() {}

    static void show(Visit visit, Throwable cause) {
        if (cause instanceof StoreUnavailable down) {
            visit.refuse(
                    503,
                    "The store cannot be asked",
                    "Nothing is known of a change: " + down.getMessage()
                            + ". What was last ordered stays in force. Look again in a moment.");
            return;
        }
        visit.request().fail(cause);
    }
}
