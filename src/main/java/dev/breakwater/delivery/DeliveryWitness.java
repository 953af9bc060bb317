package dev.breakwater.delivery;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what became of queued writes, once the store has it.
 *
 * <p>Threading: called on the event loops of delivery; it must be safe for several, and must not block.
 */
@FunctionalInterface
public interface DeliveryWitness {

    /**
     * A write does not wait to be sent any more.
     *
     * @param result what became of it; unknown if it is parked
     * @param after how long after it was accepted it was delivered; null if it was not, or that was found out later
     */
    void over(Scope scope, PaymentResult result, @Nullable Duration after);
}
