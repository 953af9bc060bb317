package dev.breakwater.guard;

/**
 * What a circuit breaker is in at a time. A state's methods return the state that follows, which may be itself.
 *
 * <p>Threading: guarded by its breaker's lock.
 */
sealed interface BreakerState permits Closed, Open, HalfOpen, ForcedOpen {

    /** What it is called in the control plane and in metrics. */
    CircuitBreaker.View view();

    /** The state at {@code now}, if time alone moves it on. */
    default BreakerState at(long now) {
        return this;
    }

    /** Whether one more call may go through; a half-open breaker counts it. */
    boolean admits();

    /** How many calls it would let through now, one after the other; {@link Integer#MAX_VALUE} for any number. */
    int places();

    /** A call that was let through in this state has ended. */
    BreakerState after(CallResult result, long now);

    /** Nanoseconds until it may let a call through again; 0 if it lets calls through. */
    long waitNanos(long now);
}
