package dev.breakwater.guard;

import dev.breakwater.exchange.BreakerPolicy;

/** A few probes go through: if all are good it closes, at the first bad one it opens again. */
final class HalfOpen implements BreakerState {

    private final BreakerPolicy policy;
    private int probesLeft;
    private int good;

    HalfOpen(BreakerPolicy policy) {
        this.policy = policy;
        this.probesLeft = policy.probes();
    }

    @Override
    public CircuitBreaker.View view() {
        return CircuitBreaker.View.HALF_OPEN;
    }

    @Override
    public boolean admits() {
        if (probesLeft == 0) {
            return false;
        }
        probesLeft--;
        return true;
    }

    @Override
    public int places() {
        return probesLeft;
    }

    @Override
    public BreakerState after(CallResult result, long now) {
        switch (result) {
            case BAD:
                return new Open(policy, now);
            case SILENT:
                probesLeft++;
                return this;
            default:
                good++;
                return good >= policy.probes() ? new Closed(policy, now) : this;
        }
    }

    @Override
    public long waitNanos(long now) {
        return probesLeft > 0 ? 0 : policy.openFor().toNanos();
    }
}
