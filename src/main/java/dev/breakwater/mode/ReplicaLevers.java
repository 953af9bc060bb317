package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.CircuitBreaker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one replica obeys: the orders that all share, and those that were given to this one alone.
 *
 * <p>Threading: safe for any thread; reading looks at one immutable snapshot.
 */
public final class ReplicaLevers implements Levers {

    private final Ticker ticker;
    private final BreakerOrders breakers;
    private final Map<Lever, Order> own = new HashMap<>();
    private Orders shared = Orders.NONE;
    private boolean heard;
    private volatile Orders inForce = Orders.NONE;

    /** @param breakers those of each route, which it forces open and resets */
    public ReplicaLevers(Ticker ticker, Map<Scope, CircuitBreaker> breakers) {
        this.ticker = ticker;
        this.breakers = new BreakerOrders(breakers);
    }

    @Override
    public Mode mode(Scope scope) {
        Order order = inForce.about(null, scope);
        return order == null ? Mode.AUTO : order.mode();
    }

    @Override
    public boolean isOn(Switch which, Scope scope) {
        Order order = inForce.about(which, scope);
        return order == null || order.isOn();
    }

    /** What is in force. */
    public Orders orders() {
        return inForce;
    }

    synchronized void share(Orders orders) {
        shared = orders;
        refresh();
    }

    /** What all share has been asked for, and is obeyed. */
    synchronized void heard() {
        heard = true;
    }

    synchronized long sharedVersion() {
        return shared.version();
    }

    /** An order for this replica only. */
    public synchronized Order keep(OrderWish wish, Mode mode) {
        Order order = new Order(
                wish.lever(), mode, wish.actor(), wish.reason(), ticker.now(), wish.until(), shared.version(), true);
        own.put(wish.lever(), order);
        refresh();
        return order;
    }

    /** Takes an order back that was for this replica only. */
    public synchronized @Nullable Order forget(Lever lever) {
        own.remove(lever);
        refresh();
        return inForce.all().get(lever);
    }

    /** Lets go of what is over; to be called a few times each second. */
    public synchronized void refresh() {
        own.values().removeIf(order -> order.isOver(ticker.now()));
        inForce = shared.with(own.values(), ticker.now());
        breakers.obey(inForce, !heard);
    }
}
