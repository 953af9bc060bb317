package dev.breakwater.ops.console;

import dev.breakwater.ops.OrderView;
import dev.breakwater.ops.ProviderStatus;
import dev.breakwater.ops.ProviderStatus.ProviderQueue;
import dev.breakwater.ops.ProviderStatus.RouteStatus;
import dev.breakwater.ops.PulseView;
import io.quarkus.qute.RawString;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A provider, or a route of it, as the overview shows it.
 *
 * @param name of the provider; of the route in {@link #routes}
 * @param scope what a lever calls it
 * @param what a route's method, path and kind; empty for a provider
 * @param order who put it into its mode, why, since and until when; null if nobody did
 * @param queue what waits of a provider, in words; empty for a route, and while nobody knows
 * @param routes empty for a route
 */
public record ProviderCard(
        String name,
        String scope,
        String what,
        Tone tone,
        String state,
        @Nullable String order,
        String breaker,
        String success,
        String rate,
        String latency,
        String inFlight,
        String queue,
        RawString calls,
        RawString latencies,
        List<ProviderCard> routes) {

    private static final String AUTO = "auto";

    static ProviderCard of(ProviderStatus provider, Instant now) {
        List<ProviderCard> routes = provider.routes().stream()
                .map(route -> route(provider.name(), route, now))
                .toList();
        long open = provider.routes().stream()
                .filter(route ->
                        !route.breaker().equals("closed") && !route.breaker().equals("none"))
                .count();
        PulseView pulse = provider.fleet();
        return new ProviderCard(
                provider.name(),
                provider.name(),
                "",
                routes.stream().map(ProviderCard::tone).reduce(tone(provider.state()), Tone::or),
                provider.state(),
                why(provider.order(), provider.breakerOrder(), now),
                open == 0 ? "closed" : open + " of " + routes.size() + " not closed",
                success(pulse),
                rate(pulse),
                latency(pulse),
                provider.inFlight() + " of " + provider.limit(),
                queue(provider.queue()),
                Sparkline.calls(pulse.spark()),
                Sparkline.latency(pulse.spark()),
                routes);
    }

    private static ProviderCard route(String provider, RouteStatus route, Instant now) {
        PulseView pulse = route.fleet();
        Long lasting = route.breakerSeconds();
        return new ProviderCard(
                route.name(),
                provider + "/" + route.name(),
                route.match() + ", " + route.kind(),
                tone(route.state()),
                route.state(),
                why(route.order(), route.breakerOrder(), now),
                route.breaker()
                        + (lasting == null || route.breaker().equals("closed") ? "" : " for " + Clock.lasting(lasting)),
                success(pulse),
                rate(pulse),
                latency(pulse),
                route.inFlight() == null ? "–" : route.inFlight() + " of " + route.limit(),
                "",
                Sparkline.calls(pulse.spark()),
                Sparkline.latency(pulse.spark()),
                List.of());
    }

    /** The order that put it into its mode; while it is {@code auto}, the one that keeps a breaker open. */
    private static @Nullable String why(@Nullable OrderView mode, @Nullable OrderView breaker, Instant now) {
        return breaker != null && (mode == null || AUTO.equals(mode.mode()))
                ? "Breaker forced open. " + order(breaker, now)
                : order(mode, now);
    }

    private static String queue(@Nullable ProviderQueue queue) {
        if (queue == null) {
            return "";
        }
        int waiting = queue.pending() + queue.leased();
        return (queue.exact() ? "" : "about ") + waiting + " waiting"
                + (waiting == 0 ? "" : ", the oldest for " + Clock.lasting(queue.oldestSeconds()))
                + (queue.parked() == 0 ? "" : ", " + queue.parked() + " parked")
                + (queue.dead() == 0 ? "" : ", " + queue.dead() + " dead");
    }

    /** Who ordered it, why, since and until when. */
    static @Nullable String order(@Nullable OrderView order, Instant now) {
        if (order == null || order.since() == null) {
            return null;
        }
        String until = order.until();
        return "By " + order.actor() + " since " + Clock.since(Instant.parse(order.since()), now)
                + (until == null ? ", until taken back" : ", until " + Clock.at(Instant.parse(until), now))
                + (order.replicaOnly() == null ? "" : ", on this replica only")
                + ": “" + order.reason() + "”";
    }

    private static Tone tone(String state) {
        return state.equals(AUTO) ? Tone.OK : state.equals("suspended") ? Tone.BAD : Tone.WARN;
    }

    private static String success(PulseView pulse) {
        Double ratio = pulse.successRatio();
        return ratio == null ? "no calls" : String.format(Locale.ROOT, "%.1f %%", Math.floor(ratio * 1000) / 10);
    }

    private static String rate(PulseView pulse) {
        return pulse.requestsPerSecond() + "/s";
    }

    private static String latency(PulseView pulse) {
        return pulse.p50Ms() == null ? "–" : millis(pulse.p50Ms()) + " / " + millis(pulse.p99Ms());
    }

    private static String millis(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, value < 10 ? "%.1f ms" : "%.0f ms", value);
    }
}
