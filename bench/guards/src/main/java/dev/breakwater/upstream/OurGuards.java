package dev.breakwater.upstream;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Deadline;
import dev.breakwater.exchange.Outcome.Refusal;
import dev.breakwater.exchange.Outcome.Refused;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.AttemptTimeout;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.guard.Quota;
import dev.breakwater.guard.RetryBudget;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/** Our guards around another upstream, put together as {@link GuardedProvider} and the pipeline do. */
public final class OurGuards {

    private static final int LIMIT = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final BreakerPolicy POLICY =
            new BreakerPolicy(Duration.ofSeconds(30), 0.5, Duration.ofSeconds(1), 20, Duration.ofHours(1), 3);

    private OurGuards() {}

    /** A bulkhead that has room. */
    public static Upstream bulkhead(Upstream next) {
        return new BulkheadUpstream(new Bulkhead(LIMIT), next);
    }

    /** A bulkhead in which there is no place. */
    public static Upstream fullBulkhead(Upstream next) {
        Bulkhead full = new Bulkhead(1);
        full.tryEnter();
        return new BulkheadUpstream(full, next);
    }

    /** A closed breaker. */
    public static Upstream breaker(Upstream next) {
        return new BreakerUpstream(new CircuitBreaker(POLICY, Ticker.system(), (from, to) -> {}), next);
    }

    /** An open breaker. */
    public static Upstream openBreaker(Upstream next) {
        CircuitBreaker open = new CircuitBreaker(POLICY, Ticker.system(), (from, to) -> {});
        open.forceOpen();
        return new BreakerUpstream(open, next);
    }

    /** An attempt timeout that is not reached. */
    public static Upstream timeout(Upstream next, Vertx vertx) {
        AttemptTimeout timeout = new AttemptTimeout(vertx, TIMEOUT, Ticker.system());
        Deadline never = Deadline.after(Duration.ofHours(1), Ticker.system());
        return exchange -> {
            ScheduledFuture<?> timer = timeout.start(never, () -> {});
            return next.attempt(exchange).onComplete(over -> timer.cancel(false));
        };
    }

    /** Retries that are not needed: what a call pays for the possibility. */
    public static Upstream retry(Upstream next) {
        RetryBudget budget = new RetryBudget(0.2);
        return exchange -> {
            budget.called();
            return next.attempt(exchange).compose(Future::succeededFuture);
        };
    }

    /** A quota that is not used up, or one that is. */
    public static Upstream quota(Upstream next, boolean usedUp) {
        Quota quota = new Quota(usedUp ? 1.0 / 3600 : 900_000_000, Ticker.system());
        quota.take();
        return exchange -> {
            long waitNanos = quota.take();
            return waitNanos == 0
                    ? next.attempt(exchange)
                    : Future.succeededFuture(new Refused(Refusal.BULKHEAD_FULL, Duration.ofNanos(waitNanos), null));
        };
    }
}
