package dev.breakwater.guard;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stops calling a failing provider. Whoever gets a {@link Permit} ends it exactly once; a call that began in an earlier
 * state no longer counts, so that stragglers of an outage cannot reopen a breaker that has closed.
 *
 * <p>Threading: safe for any thread; the lock is held for a few additions only.
 */
public final class CircuitBreaker {

    /** The states as the outside sees them. */
    public enum View {
        CLOSED,
        OPEN,
        HALF_OPEN,
        FORCED_OPEN
    }

    /** Hears of every change of state, under the breaker's lock: be quick. */
    @FunctionalInterface
    public interface Listener {
        void moved(View from, View to);
    }

    private final BreakerPolicy policy;
    private final long slowNanos;
    private final Ticker ticker;
    private final Listener listener;
    private BreakerState state;
    private @Nullable Long closedAtNanos;
    private long movedAtNanos;

    public CircuitBreaker(BreakerPolicy policy, Ticker ticker, Listener listener) {
        this.policy = policy;
        this.slowNanos = policy.slowCall().toNanos();
        this.ticker = ticker;
        this.listener = listener;
        this.state = new Closed(policy, ticker.nanos());
        this.movedAtNanos = ticker.nanos();
    }

    /** The right to make one call; null if the provider must be left alone. */
    public synchronized @Nullable Permit tryAcquire() {
        long now = ticker.nanos();
        move(state.at(now));
        return state.admits() ? new Permit(state, now) : null;
    }

    /**
     * How many calls would be let through now: whoever can wait takes no more than that out of its queue. Takes none of
     * them.
     */
    public synchronized int places() {
        return state.at(ticker.nanos()).places();
    }

    /** When a call may be tried again. */
    public synchronized Duration retryAfter() {
        return Duration.ofNanos(state.waitNanos(ticker.nanos()));
    }

    /** The present state. */
    public synchronized View view() {
        move(state.at(ticker.nanos()));
        return state.view();
    }

    /** For how long it has been in the present state. */
    public synchronized Duration lasting() {
        move(state.at(ticker.nanos()));
        return Duration.ofNanos(ticker.nanos() - movedAtNanos);
    }

    /** Whether it is not closed, or has been for less than {@code calm}: what closes may well open again. */
    public synchronized boolean wasOpenWithin(Duration calm) {
        if (view() != View.CLOSED) {
            return true;
        }
        return closedAtNanos != null && ticker.nanos() - closedAtNanos < calm.toNanos();
    }

    /** Opens it until {@link #reset}. */
    public synchronized void forceOpen() {
        move(new ForcedOpen());
    }

    /** Closes it and forgets what it counted. */
    public synchronized void reset() {
        move(new Closed(policy, ticker.nanos()));
    }

    private void move(BreakerState next) {
        if (next != state) {
            View from = state.view();
            state = next;
            if (from == View.CLOSED && next.view() == View.CLOSED) {
                return; // it has only forgotten what it counted
            }
            closedAtNanos = next.view() == View.CLOSED ? ticker.nanos() : null;
            movedAtNanos = ticker.nanos();
            listener.moved(from, next.view());
        }
    }

    private synchronized void ended(Permit permit, CallResult result) {
        if (permit.in != state) {
            return;
        }
        long now = ticker.nanos();
        boolean slow = result == CallResult.GOOD && now - permit.since > slowNanos;
        move(state.after(slow ? CallResult.BAD : result, now));
    }

    /** The right to make one call. */
    public final class Permit {

        private final BreakerState in;
        private final long since;

        private Permit(BreakerState in, long since) {
            this.in = in;
            this.since = since;
        }

        /** The call is over; call it once. */
        public void end(CallResult result) {
            ended(this, result);
        }
    }
}
