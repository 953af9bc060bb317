package dev.breakwater.ops;

import dev.breakwater.exchange.Settings;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a route is treated, in words: the mode that was ordered, or {@code auto (breaker open)} while its breaker keeps
 * calls back on this replica, and for half a minute after that, or {@code auto (breaker forced-open)} while an operator
 * has forced it.
 */
final class RouteState {

    /** Nothing was ordered, or that it is as usual. */
    static final String AUTO = Settings.word(Mode.AUTO);

    /** The breaker does by itself what an operator could order. */
    static final String BREAKER_OPEN = "auto (breaker open)";

    /** An operator has forced the breaker open. */
    static final String BREAKER_FORCED = "auto (breaker forced-open)";

    private static final Duration CALM = Duration.ofSeconds(30);

    private RouteState() {}

    static String mode(@Nullable Order order) {
        return order == null ? AUTO : Settings.word(order.mode());
    }

    static String of(@Nullable Order order, @Nullable CircuitBreaker breaker) {
        String mode = mode(order);
        if (mode.equals(AUTO) && breaker != null && breaker.view() == CircuitBreaker.View.FORCED_OPEN) {
            return BREAKER_FORCED;
        }
        return mode.equals(AUTO) && breaker != null && breaker.wasOpenWithin(CALM) ? BREAKER_OPEN : mode;
    }
}
