package dev.breakwater.delivery;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Provider.RouteGuards;
import java.time.Duration;

/**
 * The backlog of one route as all event loops of this replica deliver it: how many more of its writes may be begun.
 * While its breaker is open that is none, so that no attempt is burnt; half-open, as many as the breaker has probes.
 *
 * <p>Threading: safe for any thread.
 */
final class RouteDrain {

    private static final Duration AFTER_REFUSAL = Duration.ofMillis(100); // of ours: places come free all the time

    /** Of the breaker's time open: time for as many rounds of other probes. */
    private static final int PROBE_RESTS = 5;

    private final Route route;
    private final RouteGuards guards;
    private final int workers;
    private final long jitterNanos;
    private final Ticker ticker;
    private final Chance chance;

    private int begun;
    private int unsent;
    private boolean wasAway;
    private boolean found;
    private long notBefore;

    RouteDrain(Route route, RouteGuards guards, DeliverySettings settings, Ticker ticker, Chance chance) {
        this.route = route;
        this.guards = guards;
        this.workers = settings.workersPerRoute();
        this.jitterNanos = settings.rests().jitter().toNanos();
        this.ticker = ticker;
        this.chance = chance;
        this.notBefore = ticker.nanos();
    }

    Route route() {
        return route;
    }

    /**
     * Whether its breaker lets calls through again after it was open; true once. Replicas that waited for the same
     * provider do not come back together.
     */
    synchronized boolean cameBack() {
        if (isOpen()) {
            wasAway = true;
        } else if (wasAway) {
            wasAway = false;
            notBefore = ticker.nanos() + (long) (chance.next() * jitterNanos);
            return true;
        }
        return false;
    }

    /** How many more writes may be begun now. */
    synchronized int room() {
        int places = places();
        if (places == 0 || ticker.nanos() - notBefore < 0) {
            return 0;
        }
        int room = Math.min(workers - begun, places == Integer.MAX_VALUE ? places : places - unsent);
        Bulkhead bulkhead = guards.bulkhead();
        return Math.max(0, bulkhead == null ? room : Math.min(room, spare(bulkhead, begun)));
    }

    private boolean isOpen() {
        CircuitBreaker breaker = guards.breaker();
        return breaker != null && breaker.view() != CircuitBreaker.View.HALF_OPEN && breaker.places() == 0;
    }

    /** Whether the provider is well as far as the breaker knows. */
    boolean isClosed() {
        CircuitBreaker breaker = guards.breaker();
        return breaker == null || breaker.view() == CircuitBreaker.View.CLOSED;
    }

    /**
     * How long a write rests that failed while the breaker was not closed: long enough for others to be its probes.
     * Otherwise a few writes that can never succeed, and expire first, would keep the breaker open for all.
     */
    Duration restOfProbe() {
        BreakerPolicy policy = route.policy().breaker();
        return policy == null || isClosed() ? Duration.ZERO : policy.openFor().multipliedBy(PROBE_RESTS);
    }

    synchronized void begin() {
        begun++;
        unsent++;
    }

    /** It is with the guards now, which count for themselves. */
    synchronized void sent() {
        unsent--;
    }

    synchronized void ended() {
        begun--;
    }

    /** A guard of ours refused: what was held up there is not asked for again at once. */
    synchronized void refused() {
        notBefore = ticker.nanos() + AFTER_REFUSAL.toNanos();
    }

    /** Whether the last claim found writes of this route: those that had some are offered more room. */
    synchronized boolean found() {
        return found;
    }

    synchronized void found(boolean some) {
        found = some;
    }

    private int places() {
        CircuitBreaker breaker = guards.breaker();
        return breaker == null ? Integer.MAX_VALUE : breaker.places();
    }

    /** How many places of {@code bulkhead} the backlog may take on top: of those that live calls leave, half. */
    static int spare(Bulkhead bulkhead, int ours) {
        int limit = bulkhead.limit();
        int live = Math.max(0, bulkhead.inFlight() - ours);
        int share = (limit - live) / 2;
        int most = live <= limit / 2 ? Math.max(1, share) : share;
        return Math.max(0, Math.min(most - ours, limit - bulkhead.inFlight()));
    }
}
