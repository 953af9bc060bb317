package dev.breakwater.store;

/**
 * The store did not answer, or not in time, or is not what it was. Whoever gets it carries on without the store, or
 * refuses.
 */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean maybeDone;

    /**
     * @param why for people
     * @param maybeDone whether the step may have been taken all the same
     */
    public StoreUnavailable(String why, boolean maybeDone) {
        super(why, null, false, false); // an expected state of affairs: no stack trace
        this.maybeDone = maybeDone;
    }

    /** Whether the step may have been taken all the same: the command left, and no answer came. */
    public boolean isMaybeDone() {
        return maybeDone;
    }
}
