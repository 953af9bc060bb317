package dev.breakwater.pipeline;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.idempotency.KeyClaims;
import dev.breakwater.vault.Vault;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one event loop reaches what is kept of writes.
 *
 * <p>Threading: for the event loop that made it.
 *
 * @param claims who may send under a key
 * @param queue where writes wait
 * @param vault names requests without showing them
 * @param forbidden what must not be stored
 * @param alarm for what could not be kept
 * @param keyKeep how long a key's record is kept, at least
 * @param close lets go of the store
 */
public record Custody(
        KeyClaims claims,
        WriteQueue queue,
        Vault vault,
        Forbidden forbidden,
        Alarm alarm,
        Duration keyKeep,
        Supplier<Future<Void>> close) {

    /** What must not be stored, not even encrypted. */
    @FunctionalInterface
    public interface Forbidden {

        /** Why the body of {@code exchange} must not be stored; null if it may. */
        @Nullable
        String in(Exchange exchange, boolean cardNumbersAllowed);
    }
}
