package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;

/** How an exchange went, as those see it who ask whether a route is well. */
enum Fared {
    /** The provider answered, now or earlier. */
    SERVED,
    /** It did not, and something stood in: a stale answer, or a place in the queue. */
    CUSHIONED,
    /** The client got an error of ours, or an outcome that nobody knows. */
    FAILED,
    /** The client's own mistake says nothing of the route. */
    MISTAKEN;

    private static final int FIRST_SERVER_ERROR = 500;

    static Fared of(Ending ending) {
        if (ending.problem() != null && ending.problem().type().status() < FIRST_SERVER_ERROR) {
            return MISTAKEN;
        }
        return switch (ending.outcome()) {
            case "stale", "queued" -> CUSHIONED;
            case "refused", "not-reached", "unknown" -> FAILED;
            default -> SERVED;
        };
    }
}
