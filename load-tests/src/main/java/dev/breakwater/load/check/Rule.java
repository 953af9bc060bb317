package dev.breakwater.load.check;

/** The money invariants. */
public enum Rule {
    ONE_EFFECT(
            true,
            "each idempotency key, and each business reference, had one effect at the most, and nothing was done that nobody asked for"),
    ACCEPTED_PAYLOAD(true, "what was done is what was asked for under its key"),
    ACCEPTED_ENDS(
            false,
            "each write that was accepted with 202 is delivered, or parked or dead with a reason; none waits or is missing"),
    DELIVERED_HAS_EFFECT(true, "each success that was told, and each delivered write, has its effect"),
    REFUSED_HAS_NO_EFFECT(true, "what was only ever refused, declined, given up or cancelled has no effect"),
    LANE_ORDER(
            true,
            "effects of a lane came in the order in which its writes were accepted, and none behind a parked write");

    private final boolean needsLedger;
    private final String says;

    Rule(boolean needsLedger, String says) {
        this.needsLedger = needsLedger;
        this.says = says;
    }

    /** Whether it can be checked with the provider's ledger only. */
    public boolean needsLedger() {
        return needsLedger;
    }

    /** What holds if it holds, in words. */
    public String says() {
        return says;
    }
}
