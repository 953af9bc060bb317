package dev.breakwater.guard;

import java.time.Duration;

/** An operator took the route out: no call goes through until an operator puts it back. */
final class ForcedOpen implements BreakerState {

    private static final long WAIT_NANOS = Duration.ofSeconds(30).toNanos();

    @Override
    public CircuitBreaker.View view() {
        return CircuitBreaker.View.FORCED_OPEN;
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
        return WAIT_NANOS;
    }
}
