package dev.breakwater.upstream;

import org.jspecify.annotations.Nullable;

/** What came back is not an answer that may be passed on. Kept within this package; it carries no stack trace. */
final class InvalidAnswer extends Exception {

    private static final long serialVersionUID = 1;

    private final String why;

    InvalidAnswer(String why) {
        this(why, null);
    }

    InvalidAnswer(String why, @Nullable Throwable cause) {
        super(why, cause, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }
}
