package dev.breakwater.delivery;

import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.Backoff;
import dev.breakwater.mode.Levers;
import dev.breakwater.route.Route;
import dev.breakwater.trace.Tracing;
import dev.breakwater.upstream.GuardedProvider;
import dev.breakwater.upstream.ResendRule;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.Settlement;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the writes that one event loop has claimed: holds each until the drain of its provider lets it start, and
 * gives back what cannot be started soon.
 *
 * <p>Threading: for one event loop.
 */
final class Deliverer {

    private static final Duration LOOK = Duration.ofMillis(20); // for a place; the rate says when to look for itself
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Parts parts;
    private final Map<String, GuardedProvider> providers = new HashMap<>();
    private final Map<String, ProviderDrain> drains;
    private final IntConsumer done;
    private final Deque<LeasedWrite> held = new ArrayDeque<>();
    private final Promise<Void> quiet = Promise.promise();

    private int underWay;
    private boolean stopping;
    private long timer = -1;

    /**
     * What a delivery needs.
     *
     * @param backoff of a write between its attempts
     * @param storeBackoff between two tries to store an outcome
     * @param levers what operators want
     * @param tracing null if it is off
     * @param invalidation of answers that a delivered write makes out of date; null if none are kept
     */
    record Parts(
            Vertx vertx,
            WriteQueue queue,
            DeliverySettings settings,
            Alarm alarm,
            Ticker ticker,
            Backoff backoff,
            Backoff storeBackoff,
            Levers levers,
            @Nullable Tracing tracing,
            @Nullable WriteInvalidation invalidation) {

        Future<Void> pause(Duration wait) {
            Promise<Void> over = Promise.promise();
            vertx.setTimer(Math.max(1, wait.toNanos() / NANOS_PER_MILLI), id -> over.complete());
            return over.future();
        }
    }

    /** @param done hears the partition of each write that is over: its lane's next may be due */
    Deliverer(Parts parts, Collection<GuardedProvider> loop, Map<String, ProviderDrain> drains, IntConsumer done) {
        this.parts = parts;
        this.drains = drains;
        this.done = done;
        loop.forEach(provider -> providers.put(provider.provider().settings().name(), provider));
    }

    /** How many writes of each route are worth claiming now. */
    Map<Scope, Integer> room() {
        Map<Scope, Integer> room = new LinkedHashMap<>();
        int all = parts.settings().batch() - held.size();
        if (stopping || all <= 0) {
            return room;
        }
        for (ProviderDrain drain : drains.values()) {
            room.putAll(drain.room());
        }
        room.keySet().removeIf(scope -> !parts.levers().drains(scope));
        for (LeasedWrite write : held) {
            room.computeIfPresent(write.scope(), (scope, most) -> most > 1 ? most - 1 : null);
        }
        room.replaceAll((scope, most) -> Math.min(most, all));
        return room;
    }

    /** Longer than the longest attempt of {@code routes}. */
    Duration lease(Collection<Scope> routes) {
        Duration longest = Duration.ZERO;
        for (Scope scope : routes) {
            RouteDrain route = route(scope);
            if (route != null) {
                Duration attempt = route.route().policy().attemptTimeout();
                longest = attempt.compareTo(longest) > 0 ? attempt : longest;
            }
        }
        return longest.plus(parts.settings().leaseMargin());
    }

    /** Notes which of the routes that were asked for had writes. */
    void found(Map<Scope, Integer> asked, List<LeasedWrite> writes) {
        asked.forEach((scope, most) -> {
            RouteDrain route = route(scope);
            if (route != null) {
                route.found(writes.stream().anyMatch(write -> write.scope().equals(scope)));
            }
        });
    }

    void deliver(List<LeasedWrite> claimed) {
        held.addAll(claimed);
        pump();
    }

    /** Starts what may start. */
    private void pump() {
        for (Iterator<LeasedWrite> each = held.iterator(); each.hasNext(); ) {
            LeasedWrite write = each.next();
            StoredRequest request = write.request();
            ProviderDrain drain = drains.get(write.scope().provider());
            RouteDrain route = route(write.scope());
            if (request == null) {
                each.remove();
                parkUnreadable(write, String.valueOf(write.fault()));
            } else if (drain == null || route == null || isToGoBack(write, drain)) {
                each.remove();
                track(write, parts.queue().handBack(write).<Void>mapEmpty());
            } else if (drain.tryStart(route)) {
                each.remove();
                start(write, request, drain, route);
            }
        }
        lookAgain();
    }

    private void start(LeasedWrite write, StoredRequest request, ProviderDrain drain, RouteDrain route) {
        long began = parts.ticker().nanos();
        Delivery delivery;
        try {
            Exchange exchange = StoredExchange.of(request, write.scope(), write.key(), parts.ticker());
            if (parts.tracing() != null) {
                parts.tracing().beganApart(exchange, write.traceparent());
            }
            delivery = new Delivery(parts, write, exchange, way(exchange, drain, route));
        } catch (RuntimeException poisoned) {
            route.sent();
            drain.ended(route, began, RecoveryGovernor.Sign.SILENT);
            parkUnreadable(write, "no request can be made of it: " + poisoned);
            return;
        }
        track(write, delivery.run());
    }

    private Delivery.Way way(Exchange exchange, ProviderDrain drain, RouteDrain route) {
        GuardedProvider provider =
                Objects.requireNonNull(providers.get(route.route().scope().provider()));
        Route exact = provider.provider().routes().match(exchange.method(), exchange.target());
        Route called = exact != null && exact.scope().equals(route.route().scope()) ? exact : route.route();
        ResendRule resend =
                new ResendRule(called, provider.provider().settings().contract());
        return new Delivery.Way(
                drain,
                route,
                provider.upstream(called),
                resend,
                provider.provider().settings());
    }

    private void parkUnreadable(LeasedWrite write, String fault) {
        parts.alarm()
                .raise(
                        Alarm.Cause.WRITE_UNREADABLE,
                        write.id() + " of " + write.scope() + " cannot be read and is parked: " + fault);
        Settlement park = new Settlement.Park("it cannot be read: " + fault);
        track(write, parts.queue().settle(write, park).<Void>mapEmpty());
    }

    private void track(LeasedWrite write, Future<Void> work) {
        underWay++;
        work.onComplete(over -> parts.vertx().runOnContext(turn -> {
            underWay--;
            done.accept(write.id().partition());
            pump();
            finishIfQuiet();
        }));
    }

    private boolean isToGoBack(LeasedWrite write, ProviderDrain drain) {
        return stopping || drain.isPaused() || !parts.levers().drains(write.scope()) || isHeldTooLong(write);
    }

    private boolean isHeldTooLong(LeasedWrite write) {
        return Lease.held(write, parts.ticker()).compareTo(parts.settings().holdMax()) > 0;
    }

    private void lookAgain() {
        if (held.isEmpty() || timer >= 0) {
            return;
        }
        Duration wait = LOOK;
        for (ProviderDrain drain : drains.values()) {
            Duration next = drain.untilNext();
            wait = !next.isZero() && next.compareTo(wait) < 0 ? next : wait;
        }
        timer = parts.vertx().setTimer(Math.max(1, wait.toNanos() / NANOS_PER_MILLI), id -> {
            timer = -1;
            pump();
        });
    }

    /** Starts nothing more, gives back what is held, and completes when nothing is under way. */
    Future<Void> stop() {
        stopping = true;
        pump();
        finishIfQuiet();
        return quiet.future();
    }

    private void finishIfQuiet() {
        if (stopping && underWay == 0 && held.isEmpty()) {
            quiet.tryComplete();
        }
    }

    private @Nullable RouteDrain route(Scope scope) {
        ProviderDrain drain = drains.get(scope.provider());
        return drain == null ? null : drain.route(scope);
    }
}
