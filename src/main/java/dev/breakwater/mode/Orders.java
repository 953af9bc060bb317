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

    /** The same with the orders of this replica only, which come first, and without what is over. */
    Orders with(Collection<Order> own, Instant now) {
        Map<Lever, Order> both = new HashMap<>(all);
        own.forEach(order -> both.put(order.lever(), order));
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
