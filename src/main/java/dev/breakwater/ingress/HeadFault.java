package dev.breakwater.ingress;

import dev.breakwater.exchange.ProblemType;

/** What is wrong with a head that was not even parsed. Kept within this package; it carries no stack trace. */
final class HeadFault extends Exception {

    private static final long serialVersionUID = 1;

    private final ProblemType type;

    HeadFault(ProblemType type, String what) {
        super(what, null, false, false);
        this.type = type;
    }

    ProblemType type() {
        return type;
    }
}
