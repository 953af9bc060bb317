package dev.breakwater.sandbox.fault;

/** Fault JSON that cannot be read; the message names the field, its value and what is known. */
public final class BadFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadFault(String message) {
        super(message, null, false, false);
    }
}
