package dev.breakwater.route;

import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.Policy.Limits;
import dev.breakwater.route.ProvidersConfig.BreakerKeys;
import dev.breakwater.route.ProvidersConfig.PolicyKeys;
import dev.breakwater.route.ProvidersConfig.RetryKeys;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a policy; what is not set is taken from the policy around it. */
final class PolicyReader {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Exchange.LONGEST;
    private static final int CALLS_MAX = 100_000;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private static final BreakerPolicy BREAKER =
            new BreakerPolicy(Duration.ofSeconds(30), 0.5, Duration.ofSeconds(5), 20, Duration.ofSeconds(10), 3);

    /** What holds where nothing is configured. */
    private static final Policy DEFAULTS = new Policy(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            0,
            BREAKER,
            new RetryPolicy(2, Duration.ofMillis(100), Duration.ofSeconds(2)),
            new Limits(256 * KIB, 256 * KIB, 1L << 30, ""),
            WritePolicy.REFUSED,
            null);

    private PolicyReader() {}

    /** The policy of a provider, from which those of its routes take what they leave out. */
    static Policy ofProvider(Settings at, PolicyKeys keys) {
        return read(at, keys, DEFAULTS, 0); // its bulkhead is not the routes' default: it bounds them all together
    }

    /** The policy of a route. */
    static Policy ofRoute(Settings at, PolicyKeys keys, Policy around) {
        return read(at, keys, around, at.integer("bulkhead", keys.bulkhead(), 0, 1, CALLS_MAX));
    }

    private static Policy read(Settings at, PolicyKeys keys, Policy around, int bulkhead) {
        Duration attemptTimeout =
                at.duration("attempt-timeout", keys.attemptTimeout(), around.attemptTimeout(), SHORTEST, LONGEST);
        Duration deadline = at.duration("deadline", keys.deadline(), around.deadline(), SHORTEST, LONGEST);
        if (attemptTimeout.compareTo(deadline) > 0) {
            String longest = deadline.toMillis() + "ms";
            keys.attemptTimeout()
                    .ifPresent(text -> at.faults()
                            .add(
                                    at.key("attempt-timeout"),
                                    text,
                                    "is longer than the deadline in force, " + longest
                                            + "; shorten it, or set a longer deadline beside it"));
            attemptTimeout = deadline;
        }
        return new Policy(
                attemptTimeout,
                deadline,
                bulkhead,
                breaker(at.in("breaker"), keys.breaker(), around.breaker(), attemptTimeout),
                retry(at.in("retry"), keys.retry(), around.retry()),
                limits(at, keys, around.limits()),
                around.writes(),
                null);
    }

    private static @Nullable BreakerPolicy breaker(
            Settings at, BreakerKeys keys, @Nullable BreakerPolicy around, Duration attemptTimeout) {
        if (!at.flag("enabled", keys.enabled(), around != null)) {
            return null;
        }
        BreakerPolicy from = around == null ? BREAKER : around;
        Duration slowCall = at.duration("slow-call", keys.slowCall(), from.slowCall(), Duration.ofMillis(1), LONGEST);
        if (slowCall.compareTo(attemptTimeout) > 0) {
            slowCall = attemptTimeout;
            keys.slowCall()
                    .ifPresent(
                            text -> at.faults()
                                    .add(
                                            at.key("slow-call"),
                                            text,
                                            "is longer than the attempt-timeout, so that no call could ever be slow; make it shorter"));
        }
        return new BreakerPolicy(
                at.duration("window", keys.window(), from.window(), Duration.ofMillis(100), Duration.ofHours(1)),
                at.share("failure-ratio", keys.failureRatio(), from.failureRatio(), false),
                slowCall,
                at.integer("minimum-calls", keys.minimumCalls(), from.minimumCalls(), 1, CALLS_MAX),
                at.duration("open-for", keys.openFor(), from.openFor(), Duration.ofMillis(10), Duration.ofHours(1)),
                at.integer("probes", keys.probes(), from.probes(), 1, 1000));
    }

    private static RetryPolicy retry(Settings at, RetryKeys keys, RetryPolicy around) {
        return new RetryPolicy(
                at.integer("attempts", keys.attempts(), around.attempts(), 1, 10),
                at.duration("backoff", keys.backoff(), around.backoff(), Duration.ofMillis(1), LONGEST),
                at.duration("backoff-max", keys.backoffMax(), around.backoffMax(), Duration.ofMillis(1), LONGEST));
    }

    private static Limits limits(Settings at, PolicyKeys keys, Limits around) {
        return new Limits(
                (int) at.bytes("body-max", keys.bodyMax(), around.bodyMax(), 0, 64L * MIB),
                (int) at.bytes("answer-held", keys.answerHeld(), around.answerHeld(), 0, 16L * MIB),
                at.bytes("answer-max", keys.answerMax(), around.answerMax(), KIB, 1L << 40),
                allowed(at, keys.allowInTarget(), around.allowedInTarget()));
    }

    private static String allowed(Settings at, Optional<String> given, String around) {
        if (given.isPresent() && !given.get().matches("[;\\\\/]*")) {
            at.faults()
                    .add(
                            at.key("allow-in-target"),
                            given.get(),
                            "may name only ; \\ and / (each also allows its percent-encoded form)");
            return around;
        }
        return given.orElse(around);
    }
}
