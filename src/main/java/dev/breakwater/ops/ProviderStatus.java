package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.guard.Bulkhead;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.Orders;
import dev.breakwater.pipeline.FleetPulse;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Provider.RouteGuards;
import dev.breakwater.writequeue.Depth;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is, on the replica that answers.
 *
 * @param state the mode in force; {@code auto (breaker open)}, or {@code auto (breaker forced-open)}, if that of one of
 *     its routes is
 * @param order that put it into this mode; null if none did
 * @param breakerOrder that keeps a breaker of its routes forced open, the latest; null if none does
 * @param inFlight calls under way
 * @param limit the most that may be
 * @param queue what waits of it, of all replicas; null without a store and while it cannot be asked
 * @param fleet how its routes have fared together, on all replicas
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record ProviderStatus(
        String name,
        String mode,
        String state,
        @Nullable OrderView order,
        @Nullable OrderView breakerOrder,
        int inFlight,
        int limit,
        @Nullable ProviderQueue queue,
        PulseView fleet,
        List<RouteStatus> routes) {

    /**
     * How many writes of a provider wait, in all partitions.
     *
     * @param oldestSeconds how long the oldest of the pending and leased has waited
     * @param exact whether they were counted; if not, what providers share was reckoned from a sample
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    public record ProviderQueue(int pending, int leased, int parked, int dead, long oldestSeconds, boolean exact) {

        static final ProviderQueue NONE = new ProviderQueue(0, 0, 0, 0, 0, true);

        static ProviderQueue of(Depth.OfProvider depth) {
            return new ProviderQueue(
                    depth.pending(),
                    depth.leased(),
                    depth.parked(),
                    depth.dead(),
                    depth.oldest().toSeconds(),
                    depth.exact());
        }

        ProviderQueue and(ProviderQueue other) {
            return new ProviderQueue(
                    pending + other.pending,
                    leased + other.leased,
                    parked + other.parked,
                    dead + other.dead,
                    Math.max(oldestSeconds, other.oldestSeconds),
                    exact && other.exact);
        }
    }

    /**
     * How a route is, on the replica that answers.
     *
     * @param order that put it into its mode, its own, its provider's or that of all; null if none did
     * @param breakerOrder that keeps its breaker forced open; null if none does
     * @param breaker {@code none} if it has none
     * @param breakerSeconds for how long the breaker has been in that state; null if it has none
     * @param inFlight calls under way; null if it has no bound of its own
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record RouteStatus(
            String name,
            String match,
            String kind,
            String mode,
            String state,
            @Nullable OrderView order,
            @Nullable OrderView breakerOrder,
            String breaker,
            @Nullable Long breakerSeconds,
            @Nullable Integer inFlight,
            @Nullable Integer limit,
            PulseView fleet) {}

    static ProviderStatus of(Provider provider, Orders orders, FleetPulse pulse, @Nullable ProviderQueue queue) {
        String name = provider.settings().name();
        Map<Scope, Route> routes = new LinkedHashMap<>();
        provider.routes().all().forEach(route -> routes.putIfAbsent(route.scope(), route));
        List<RouteStatus> states = new ArrayList<>();
        routes.forEach((scope, route) -> states.add(route(provider.guards(scope), route, orders, pulse)));
        Order order = orders.all().get(Lever.mode(new OrderScope(name, null)));
        Order inForce = order == null ? orders.all().get(Lever.mode(OrderScope.ALL)) : order;
        String mode = RouteState.mode(inForce);
        String state = !mode.equals(RouteState.AUTO)
                ? mode
                : Stream.of(RouteState.BREAKER_FORCED, RouteState.BREAKER_OPEN)
                        .filter(one ->
                                states.stream().anyMatch(route -> route.state().equals(one)))
                        .findFirst()
                        .orElse(mode);
        return new ProviderStatus(
                name,
                mode,
                state,
                inForce == null ? null : OrderView.of(inForce.lever(), inForce),
                states.stream()
                        .map(RouteStatus::breakerOrder)
                        .filter(one -> one != null)
                        .max(Comparator.comparing(one -> one.since() == null ? "" : one.since()))
                        .orElse(null),
                provider.bulkhead().inFlight(),
                provider.bulkhead().limit(),
                queue,
                PulseView.of(pulse.of(routes.keySet())),
                states);
    }

    private static RouteStatus route(RouteGuards guards, Route route, Orders orders, FleetPulse pulse) {
        Order order = orders.about(null, route.scope());
        CircuitBreaker breaker = guards.breaker();
        Bulkhead bulkhead = guards.bulkhead();
        return new RouteStatus(
                route.scope().route(),
                route.method() + " " + route.path(),
                Settings.word(route.kind()),
                RouteState.mode(order),
                RouteState.of(order, breaker),
                order == null ? null : OrderView.of(order.lever(), order),
                breaker == null || breaker.view() != CircuitBreaker.View.FORCED_OPEN ? null : forced(orders, route),
                breaker == null ? "none" : Settings.word(breaker.view()),
                breaker == null ? null : breaker.lasting().toSeconds(),
                bulkhead == null ? null : bulkhead.inFlight(),
                bulkhead == null ? null : bulkhead.limit(),
                PulseView.of(pulse.of(List.of(route.scope()))));
    }

    private static @Nullable OrderView forced(Orders orders, Route route) {
        Order order = orders.aboutBreaker(route.scope());
        return order == null ? null : OrderView.of(order.lever(), order);
    }
}
