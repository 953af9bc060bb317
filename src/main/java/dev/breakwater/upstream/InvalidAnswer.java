package dev.breakwater.upstream;

/** What came back is not an answer that may be passed on. Kept within this package; it carries no stack trace. */
final class InvalidAnswer extends Exception {

    private static final long serialVersionUID = 1;

    InvalidAnswer(String why) {
        super(why, null, false, false);
    }
}
