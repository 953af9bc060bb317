package dev.breakwater.ops.console;

import dev.breakwater.exchange.Settings;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.Orders;
import dev.breakwater.mode.Switch;
import dev.breakwater.ops.console.LeverPlan.RouteChange;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Providers;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of each route that a lever's scope covers. */
final class LeverEffect {

    private LeverEffect() {}

    static List<RouteChange> of(Lever lever, Orders before, @Nullable Order placed, Providers providers) {
        Map<Lever, Order> changed = new HashMap<>(before.all());
        if (placed == null) {
            changed.remove(lever);
        } else {
            changed.put(lever, placed);
        }
        if (lever.kind() == Lever.Kind.BREAKER) {
            return breakers(lever, placed, providers);
        }
        Orders after = new Orders(before.version(), changed);
        return routes(lever, providers).stream()
                .map(route -> change(lever, route, before, after))
                .toList();
    }

    private static Collection<Route> routes(Lever lever, Providers providers) {
        Map<String, Route> routes = new LinkedHashMap<>();
        providers.all().stream()
                .flatMap(provider -> provider.routes().all().stream())
                .filter(route -> lever.scope().covers(route.scope()))
                .forEach(route -> routes.putIfAbsent(route.scope().toString(), route));
        return routes.values();
    }

    /** Of what is ordered about breakers the latest holds; they are shown as they are on this replica. */
    private static List<RouteChange> breakers(Lever lever, @Nullable Order placed, Providers providers) {
        boolean open = placed != null && placed.mode() != Mode.AUTO;
        return routes(lever, providers).stream()
                .map(route -> {
                    CircuitBreaker breaker = providers.breakers().get(route.scope());
                    String from = breaker == null ? "none" : Settings.word(breaker.view());
                    String to = breaker == null ? "none" : open ? "forced-open" : "closed";
                    return new RouteChange(
                            route.scope().toString(),
                            what(route),
                            from,
                            to,
                            breaker == null
                                    ? "has no breaker: goes on"
                                    : open ? forcedOpen(route) : effect(null, Mode.AUTO, route),
                            from.equals(to));
                })
                .toList();
    }

    private static String forcedOpen(Route route) {
        return route.kind() == Kind.READ
                ? "answered from what is kept where that is allowed, else refused (503)"
                : degraded(route);
    }

    private static String what(Route route) {
        return route.method() + " " + route.path() + ", " + Settings.word(route.kind());
    }

    private static RouteChange change(Lever lever, Route route, Orders before, Orders after) {
        Mode from = mode(before.about(lever.which(), route.scope()));
        Order order = after.about(lever.which(), route.scope());
        Mode to = mode(order);
        boolean outdone = order != null && isNarrower(order.lever().scope(), lever.scope());
        return new RouteChange(
                route.scope().toString(),
                what(route),
                Order.word(lever, from),
                Order.word(lever, to),
                outdone ? "stays: an order for this scope is narrower" : effect(lever.which(), to, route),
                from == to);
    }

    private static boolean isNarrower(OrderScope one, OrderScope other) {
        return depth(one) > depth(other);
    }

    private static int depth(OrderScope scope) {
        return scope.provider() == null ? 0 : scope.route() == null ? 1 : 2;
    }

    private static Mode mode(@Nullable Order order) {
        return order == null ? Mode.AUTO : order.mode();
    }

    private static String effect(@Nullable Switch which, Mode to, Route route) {
        if (which != null) {
            return to == Mode.AUTO ? "as configured" : off(which);
        }
        return switch (to) {
            case AUTO -> "called, as far as its guards allow; what waits is delivered";
            case SUSPENDED -> "refused (503); what waits stays";
            case DEGRADED -> degraded(route);
        };
    }

    private static String degraded(Route route) {
        if (route.kind() == Kind.READ) {
            return "answered from what is kept, else refused (503)";
        }
        return route.policy().writes().queued()
                ? "taken into the queue (202); what waits stays"
                : "refused (503): its writes may not wait";
    }

    private static String off(Switch which) {
        return switch (which) {
            case RETRIES -> "one attempt per call";
            case QUEUE -> "no write is taken to wait; what waits is delivered";
            case STALE -> "no answer past its lifetime";
            case COALESCING -> "each read makes a call of its own";
            case DRAIN -> "what waits is not delivered, and new writes may still queue";
        };
    }
}
