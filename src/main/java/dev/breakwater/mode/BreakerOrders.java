package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;
import dev.breakwater.guard.CircuitBreaker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the breakers of one replica to what is ordered. An order to reset is obeyed once; one that forces them open,
 * for as long as it stands.
 *
 * <p>Threading: not safe; its {@link ReplicaLevers} calls it under a lock.
 */
final class BreakerOrders {

    private final Map<Scope, CircuitBreaker> breakers;
    private final Map<Scope, Obeyed> obeyed = new HashMap<>();

    BreakerOrders(Map<Scope, CircuitBreaker> breakers) {
        this.breakers = Map.copyOf(breakers);
    }

    /**
     * What has been done to a breaker.
     *
     * @param reset the last order to reset it; null if there was none
     */
    private record Obeyed(boolean forced, @Nullable Order reset) {}

    /**
     * Obeys.
     *
     * @param first whether this is the first that the replica hears: what was reset before it began is none of its
     *     business
     */
    void obey(Orders orders, boolean first) {
        breakers.forEach((scope, breaker) -> obeyed.put(
                scope,
                obey(breaker, orders.aboutBreaker(scope), obeyed.getOrDefault(scope, new Obeyed(false, null)), first)));
    }

    private static Obeyed obey(CircuitBreaker breaker, @Nullable Order order, Obeyed before, boolean first) {
        boolean force = order != null && order.mode() != Mode.AUTO;
        if (force) {
            if (!before.forced()) {
                breaker.forceOpen();
            }
            return new Obeyed(true, before.reset());
        }
        boolean news = order != null && !order.equals(before.reset()) && (!first || order.replicaOnly());
        if (before.forced() || news) {
            breaker.reset();
        }
        return new Obeyed(false, order == null ? before.reset() : order);
    }
}
