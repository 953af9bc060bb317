package dev.breakwater.guard;

import dev.breakwater.exchange.BreakerPolicy;

/** Calls go through, and are counted in a window that slides on in tenths. */
final class Closed implements BreakerState {

    private static final int PARTS = 10;

    private final BreakerPolicy policy;
    private final long partNanos;
    private final int[] calls = new int[PARTS];
    private final int[] bad = new int[PARTS];
    private long part;
    private int callsInWindow;
    private int badInWindow;

    Closed(BreakerPolicy policy, long now) {
        this.policy = policy;
        this.partNanos = policy.window().toNanos() / PARTS;
        this.part = Math.floorDiv(now, partNanos);
    }

    @Override
    public CircuitBreaker.View view() {
        return CircuitBreaker.View.CLOSED;
    }

    @Override
    public boolean admits() {
        return true;
    }

    @Override
    public int places() {
        return Integer.MAX_VALUE;
    }

    @Override
    public BreakerState after(CallResult result, long now) {
        slide(Math.floorDiv(now, partNanos));
        if (result == CallResult.SILENT) {
            return this;
        }
        int at = (int) Math.floorMod(part, (long) PARTS);
        calls[at]++;
        callsInWindow++;
        if (result == CallResult.BAD) {
            bad[at]++;
            badInWindow++;
        }
        boolean sick = callsInWindow >= policy.minimumCalls() && badInWindow >= policy.failureRatio() * callsInWindow;
        return sick ? new Open(policy, now) : this;
    }

    @Override
    public long waitNanos(long now) {
        return 0;
    }

    private void slide(long to) {
        for (int steps = 0; part < to && steps < PARTS; steps++) {
            part++;
            int at = (int) Math.floorMod(part, (long) PARTS);
            callsInWindow -= calls[at];
            badInWindow -= bad[at];
            calls[at] = 0;
            bad[at] = 0;
        }
        part = Math.max(part, to);
    }
}
