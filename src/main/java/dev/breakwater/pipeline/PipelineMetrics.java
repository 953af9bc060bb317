package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.Kind;
import dev.breakwater.route.PaymentCounters;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What clients get, as metrics: how many exchanges ended how and after how long, what stood in for the provider, and
 * what was tried again. {@code docs/metrics.md} explains each.
 *
 * <p>Threading: safe for any thread; each event loop counts through a {@link #witness} of its own, which finds its
 * meters without asking the registry or building a label.
 */
public final class PipelineMetrics {

    /** The provider and the route of an exchange that found none: what clients send never becomes a label. */
    static final String UNMATCHED = "unmatched";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };
    private static final String REFUSED = "refused";
    private static final List<String> RETRY_REASONS = List.of(REFUSED, "not-reached", "unknown");
    private static final int FIRST_SERVER_ERROR = 500;

    private final MeterRegistry registry;
    private final Set<String> providers;

    /** Counters of {@code routes} are there from the start, so that the first of what they count is not missed. */
    public PipelineMetrics(MeterRegistry registry, RouteTable routes) {
        this.registry = registry;
        this.providers = routes.names();
        for (ProviderRoutes provider : routes.providers()) {
            provider.all().forEach(route -> new Meters(registry, route).prepare(route));
        }
    }

    /** Counts what ends on the event loop that asks. */
    public Witness witness() {
        return new Counting();
    }

    private final class Counting implements Witness {

        private final Map<Route, Meters> routes = new IdentityHashMap<>();
        private final Map<String, Meters> unmatched = new HashMap<>();

        @Override
        public void ended(Exchange exchange, @Nullable Route route, Ending ending, long nowNanos) {
            Meters meters = route == null ? unmatched(exchange.target().provider()) : of(route);
            long took = nowNanos - exchange.beganNanos();
            Exemplars.of(exchange, () -> meters.ended(ending, exchange.result(), took));
        }

        @Override
        public void turnedAway(Problem problem) {
            unmatched(UNMATCHED).ended(Ending.of(problem), null, 0);
        }

        @Override
        public void retried(Route route, Outcome last) {
            of(route).retried(last);
        }

        private Meters of(Route route) {
            Meters found = routes.get(route);
            if (found == null) {
                found = new Meters(registry, route);
                routes.put(route, found);
            }
            return found;
        }

        private Meters unmatched(String provider) {
            String name = providers.contains(provider) ? provider : UNMATCHED;
            return unmatched.computeIfAbsent(
                    name, known -> new Meters(registry, new Scope(known, UNMATCHED), UNMATCHED, null));
        }
    }

    /** Those of one route, and of one event loop; each is made when it is first needed. */
    private static final class Meters {

        private final MeterRegistry registry;
        private final Tags scope;
        private final String kind;
        private final @Nullable PaymentCounters payments;
        private final Map<String, Timer> requests = new HashMap<>();
        private final Map<String, Counter> fallbacks = new HashMap<>();
        private final Map<String, Counter> retries = new HashMap<>();

        Meters(MeterRegistry registry, Route route) {
            this(
                    registry,
                    route.scope(),
                    Settings.word(route.kind()),
                    route.kind() == Kind.WRITE ? new PaymentCounters(registry, route.scope()) : null);
        }

        /** @param payments null if it has none */
        Meters(MeterRegistry registry, Scope scope, String kind, @Nullable PaymentCounters payments) {
            this.payments = payments;
            this.registry = registry;
            this.scope = Tags.of("provider", scope.provider(), "route", scope.route());
            this.kind = kind;
        }

        void prepare(Route route) {
            RETRY_REASONS.forEach(this::retries);
            fallbacks(REFUSED);
            if (route.policy().cache() != null) {
                fallbacks("stale");
            }
            if (route.policy().writes().queued()) {
                fallbacks("queued");
            }
        }

        void ended(Ending ending, @Nullable PaymentResult result, long tookNanos) {
            String outcome = ending.outcome();
            Timer timer = requests.get(outcome);
            if (timer == null) {
                timer = Timer.builder("breakwater.requests")
                        .description("Exchanges of the data plane, from the head's arrival to the ending decided")
                        .tags(scope.and("kind", kind, "outcome", outcome))
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
                requests.put(outcome, timer);
            }
            timer.record(tookNanos, TimeUnit.NANOSECONDS);
            if (payments != null && result != null) {
                payments.count(result);
            }
            String fallback = fallback(ending);
            if (fallback != null) {
                fallbacks(fallback).increment();
            }
        }

        void retried(Outcome last) {
            retries(last.label()).increment();
        }

        private Counter fallbacks(String kind) {
            return counter(fallbacks, "breakwater.fallbacks", "kind", kind, "What stood in for a provider's answer");
        }

        private Counter retries(String reason) {
            return counter(retries, "breakwater.retries", "reason", reason, "Attempts after one that ended like that");
        }

        private Counter counter(Map<String, Counter> known, String name, String label, String value, String says) {
            Counter counter = known.get(value);
            if (counter == null) {
                counter = Counter.builder(name)
                        .description(says)
                        .tags(scope.and(label, value))
                        .register(registry);
                known.put(value, counter);
            }
            return counter;
        }

        /** What the client got in the provider's place; null if it got an answer, or what its own mistake asked for. */
        private static @Nullable String fallback(Ending ending) {
            Problem problem = ending.problem();
            return switch (ending.outcome()) {
                case "stale", "queued" -> ending.outcome();
                case "refused", "not-reached" ->
                    problem != null && problem.type().status() >= FIRST_SERVER_ERROR ? REFUSED : null;
                default -> null;
            };
        }
    }
}
