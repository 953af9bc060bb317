package dev.breakwater.delivery;

import dev.breakwater.delivery.RecoveryGovernor.Sign;
import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Route;
import dev.breakwater.upstream.PaceSign;
import dev.breakwater.upstream.Provider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The backlog of one provider as all event loops of this replica deliver it: whether it is paused and why, and how many
 * writes may be begun.
 *
 * <p>Threading: safe for any thread.
 */
public final class ProviderDrain {

    private static final Logger LOG = Logger.getLogger(ProviderDrain.class);
    private static final int DOUBLINGS_MAX = 20;

    private final Provider provider;
    private final DeliverySettings.Rests rests;
    private final Ticker ticker;
    private final Alarm alarm;
    private final RecoveryGovernor governor;
    private final Map<Scope, RouteDrain> routes = new LinkedHashMap<>();

    private long pausedUntil;
    private String why = "";
    private int credentialRefusals;

    /**
     * How it stands, for people.
     *
     * @param provider its name
     * @param pausedFor how long nothing is sent; zero if it is not paused
     * @param why it is, or was last, paused; empty if it never was
     * @param underWay attempts under way
     * @param concurrency how many may be
     * @param perSecond how many may begin per second
     */
    public record View(
            String provider, Duration pausedFor, String why, int underWay, int concurrency, double perSecond) {}

    ProviderDrain(Provider provider, DeliverySettings settings, Ticker ticker, Chance chance, Alarm alarm) {
        this.provider = provider;
        this.rests = settings.rests();
        this.ticker = ticker;
        this.alarm = alarm;
        this.governor = new RecoveryGovernor(settings.concurrencyMax(), ticker);
        this.pausedUntil = ticker.nanos();
        for (Route route : provider.routes().all()) {
            if (route.kind() == Kind.WRITE) {
                routes.computeIfAbsent(
                        route.scope(),
                        scope -> new RouteDrain(route, provider.guards(scope), settings, ticker, chance));
            }
        }
        provider.onPaceSign(this::heard);
    }

    /** How it stands. */
    public synchronized View view() {
        return new View(
                provider.settings().name(),
                Duration.ofNanos(Math.max(0, pausedUntil - ticker.nanos())),
                why,
                governor.inFlight(),
                governor.concurrency(),
                governor.rate());
    }

    /** The backlog of the route {@code scope}; null if there is no such route any more. */
    @Nullable
    RouteDrain route(Scope scope) {
        return routes.get(scope);
    }

    synchronized boolean isPaused() {
        return pausedUntil - ticker.nanos() > 0;
    }

    /** How many writes of each route are worth claiming; routes without room are not in it. */
    Map<Scope, Integer> room() {
        Map<Scope, Integer> room = new LinkedHashMap<>();
        for (RouteDrain route : routes.values()) {
            if (route.cameBack()) {
                governor.restart();
            }
        }
        int all = isPaused() ? 0 : Math.min(governor.room(), spare());
        if (isProbing()) {
            all = Math.min(all, 1 - governor.inFlight());
        }
        if (all <= 0) {
            return room;
        }
        long yielding = routes.values().stream().filter(RouteDrain::found).count();
        routes.forEach((scope, route) -> {
            int most = route.room();
            if (most > 0) {
                room.put(scope, most);
            }
        });
        int each = (int) Math.max(1, all / Math.max(1, yielding));
        room.replaceAll((scope, most) -> {
            RouteDrain route = routes.get(scope);
            return Math.min(most, route != null && route.found() ? each : 1);
        });
        return room;
    }

    /** Lets a write of {@code route} begin if its time has come; {@link #ended} follows exactly once. */
    boolean tryStart(RouteDrain route) {
        if (isPaused() || spare() <= 0 || route.room() <= 0 || (isProbing() && governor.inFlight() > 0)) {
            return false;
        }
        if (!governor.tryStart()) {
            return false;
        }
        route.begin();
        return true;
    }

    void ended(RouteDrain route, long began, Sign sign) {
        route.ended();
        governor.ended(began, sign);
    }

    Duration untilNext() {
        return governor.untilNext();
    }

    /** It is left alone as a whole, and called less often from then on, whichever call was told so. */
    private void heard(PaceSign sign) {
        if (sign.isTooOften()) {
            governor.tooOften(sign.beganNanos());
        }
        synchronized (this) {
            pause(restAfter(sign), "the provider answered " + sign.status() + ", and asks to be left alone");
        }
    }

    /** How long the provider is left alone: what it asks for, or what is usual, within our bound. */
    Duration restAfter(PaceSign sign) {
        Duration asked = sign.rest().isZero() && sign.isTooOften() ? rests.afterTooOften() : sign.rest();
        return shorter(asked, rests.max());
    }

    /** Loud once, and then quietly looks from time to time, with one write, whether it has been put right. */
    void credentialRefused(int status) {
        boolean first;
        synchronized (this) {
            if (credentialRefusals > 0 && isPaused()) { // was under way when the pause began
                return;
            }
            first = credentialRefusals == 0;
            int doublings = Math.min(credentialRefusals, DOUBLINGS_MAX);
            credentialRefusals++;
            Duration rest = shorter(rests.afterCredential().multipliedBy(1L << doublings), rests.max());
            pause(rest, "the provider refuses our credential (" + status + ")");
            LOG.warnf("%s: %s; next look in %ss", provider.settings().name(), why, rest.toSeconds());
        }
        if (first) {
            alarm.raise(
                    Alarm.Cause.CREDENTIAL_REFUSED,
                    provider.settings().name() + " answers " + status
                            + " to queued writes: none is lost, and none is delivered until it accepts our credential"
                            + " again; check breakwater.providers."
                            + provider.settings().name() + ".credential");
        }
    }

    /** The provider has decided about a write: it accepts our credential. */
    synchronized void accepted() {
        if (credentialRefusals > 0) {
            credentialRefusals = 0;
            pausedUntil = ticker.nanos();
            LOG.infof("%s accepts our credential again", provider.settings().name());
        }
    }

    private synchronized boolean isProbing() {
        return credentialRefusals > 0;
    }

    private int spare() {
        return RouteDrain.spare(provider.bulkhead(), governor.inFlight());
    }

    private void pause(Duration rest, String because) {
        long until = ticker.nanos() + rest.toNanos();
        if (until - pausedUntil > 0) {
            pausedUntil = until;
            why = because;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
