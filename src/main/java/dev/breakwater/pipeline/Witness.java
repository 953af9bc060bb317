package dev.breakwater.pipeline;

import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.exchange.Problem;
import dev.breakwater.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * Sees how exchanges end, and changes nothing about them: counts, measures, logs.
 *
 * <p>Threading: one per event loop, for that event loop; it must not block, and what it throws is logged and ends
 * nothing.
 */
public interface Witness {

    /**
     * An exchange has ended: it is known what its client is told, of which no byte has been written yet.
     *
     * @param route null if it found none: its client is unknown, its target is, or its head was refused
     * @param nowNanos the clock's reading
     */
    void ended(Exchange exchange, @Nullable Route route, Ending ending, long nowNanos);

    /** One of its attempts decided nothing, and another one begins. */
    default void retried(Route route, Outcome last) {}

    /** A head was refused before an exchange came of it. */
    default void turnedAway(Problem problem) {}
}
