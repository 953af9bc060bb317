package dev.breakwater.audit;

/** A key's file is missing, cannot be read, or holds something else; the message says which and what to do. */
public final class UnusableKey extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableKey(String message) {
        super(message);
    }

    UnusableKey(String message, Throwable cause) {
        super(message, cause);
    }
}
