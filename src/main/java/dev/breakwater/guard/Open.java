package dev.breakwater.guard;

import dev.breakwater.exchange.BreakerPolicy;

/** No call goes through until the provider has had its rest. */
final class Open implements BreakerState {

    private final BreakerPolicy policy;
    private final long untilNanos;

    Open(BreakerPolicy policy, long now) {
        this.policy = policy;
        this.untilNanos = now + policy.openFor().toNanos();
    }

    @Override
    public CircuitBreaker.View view() {
        return CircuitBreaker.View.OPEN;
    }

    @Override
    public BreakerState at(long now) {
        return now - untilNanos >= 0 ? new HalfOpen(policy) : this;
    }

    @Override
    public boolean admits() {
        return false;
    }

    @Override
    public int places() {
        return 0;
    }

    @Override
    public BreakerState after(CallResult result, long now) {
        return this;
    }

    @Override
    public long waitNanos(long now) {
        return Math.max(1, untilNanos - now);
    }
}
