package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is ordered at one moment.
 *
 * @param version up to which changes are in it
 * @param all by what they are about
 */
public record Orders(long version, Map<Lever, Order> all) {

    static final Orders NONE = new Orders(0, Map.of());

    static Orders of(long version, Collection<Order> orders) {
        Map<Lever, Order> all = new HashMap<>();
        orders.forEach(order -> all.put(order.lever(), order));
        return new Orders(version, Map.copyOf(all));
    }

    /** The narrowest order that holds for {@code scope}; null if there is none. */
    public @Nullable Order about(@Nullable Switch which, Scope scope) {
        if (all.isEmpty()) {
            return null;
        }
        for (OrderScope around : OrderScope.around(scope)) {
            Order order = all.get(new Lever(which, around));
            if (order != null) {
                return order;
            }
        }
        return null;
    }

    /**
     * The latest order that covers the breaker of {@code scope}: a later button outdoes an earlier one; null if none
     * does.
     */
    public @Nullable Order aboutBreaker(Scope scope) {
        Order latest = null;
        for (OrderScope around : all.isEmpty() ? List.<OrderScope>of() : OrderScope.around(scope)) {
            Order order = all.get(Lever.breaker(around));
            if (order != null && (latest == null || isLater(order, latest))) {
                latest = order;
            }
        }
        return latest;
    }

    /** What was ordered here alone is as old as what had been heard from all by then, and later than that. */
    private static boolean isLater(Order one, Order other) {
        return one.version() == other.version()
                ? one.replicaOnly() && (!other.replicaOnly() || one.since().isAfter(other.since()))
                : one.version() > other.version();
    }

    private static Order first(Order shared, Order own) {
        return own.lever().kind() == Lever.Kind.BREAKER && isLater(shared, own) ? shared : own;
    }

    /**
     * The same with the orders of this replica only, which come first (those about breakers until all are told
     * otherwise), and without what is over.
     */
    Orders with(Collection<Order> own, Instant now) {
        Map<Lever, Order> both = new HashMap<>(all);
        own.forEach(order -> both.merge(order.lever(), order, Orders::first));
        both.values().removeIf(order -> order.isOver(now));
        return new Orders(version, Map.copyOf(both));
    }

    /** How long until the next of them is over; null if none will be. */
    @Nullable
    Duration untilNext(Instant now) {
        List<Instant> ends = all.values().stream()
                .map(Order::until)
                .filter(end -> end != null)
                .sorted()
                .toList();
        return ends.isEmpty() ? null : Duration.between(now, ends.get(0));
    }
}
