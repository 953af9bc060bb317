package dev.breakwater.load.suite;

import java.util.Set;

/** What clients are promised in a phase. */
public enum Promise {
    /** The provider is well: it answers, or a write waits behind others of its lane. */
    SERVED {
        @Override
        public boolean isKept(boolean write, int status, String outcome) {
            return status == 200 || write && status == 202 && outcome.equals("queued");
        }
    },
    /** The provider is not well: served, or kept for later, or told honestly what is known. */
    CUSHIONED {
        @Override
        public boolean isKept(boolean write, int status, String outcome) {
            return SERVED.isKept(write, status, outcome)
                    || HONEST.contains(outcome) && status >= 500
                    || status == 429 && outcome.equals("refused")
                    || status == 409 && outcome.equals("refused");
        }
    };

    private static final Set<String> HONEST = Set.of("refused", "not-reached", "unknown");

    /** Whether an answer with {@code status} and {@code outcome}, its {@code Breakwater-Outcome}, is as promised. */
    public abstract boolean isKept(boolean write, int status, String outcome);
}
