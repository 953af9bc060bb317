package dev.breakwater.audit;

/** A line is not what this package writes. */
public final class NotCanonical extends Exception {

    private static final long serialVersionUID = 1L;

    NotCanonical(String message) {
        super(message);
    }

    NotCanonical(String message, Throwable cause) {
        super(message, cause);
    }
}
