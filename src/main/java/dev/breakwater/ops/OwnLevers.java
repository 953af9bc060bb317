package dev.breakwater.ops;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.EventKind;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Order;
import dev.breakwater.mode.OrderBook;
import dev.breakwater.mode.OrderWish;
import dev.breakwater.mode.ReplicaLevers;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The levers of this replica, moved for it alone, whoever asks for it: in the log and on record.
 *
 * <p>Threading: safe for any thread. The change holds also if the audit log cannot be told; the log says so then.
 */
@Singleton
public final class OwnLevers {

    private static final Logger LOG = Logger.getLogger(OwnLevers.class);

    private final Instance<Optional<OrderBook>> books; // resources are made at build time, what they move at start
    private final Instance<Optional<AuditLog>> logs;
    private final Instance<ReplicaLevers> levers;

    @Inject
    OwnLevers(Instance<Optional<OrderBook>> books, Instance<Optional<AuditLog>> logs, Instance<ReplicaLevers> levers) {
        this.books = books;
        this.logs = logs;
        this.levers = levers;
    }

    /** Does what is wished, and gives what stands then; null if nothing does. */
    public @Nullable Order move(OrderWish wish) {
        ReplicaLevers own = levers.get();
        Mode mode = wish.mode();
        Order order = mode == null ? own.forget(wish.lever()) : own.keep(wish, mode);
        LOG.infof(
                "orders: %s is %s by %s on this replica only: %s",
                wish.lever(),
                mode == null ? "as on all others again" : Order.word(wish.lever(), mode),
                wish.actor(),
                wish.reason());
        note(wish);
        return order;
    }

    /** Of what all share the store's own script tells; of this, nobody else does. */
    private void note(OrderWish wish) {
        Mode mode = wish.mode();
        EventKind kind =
                switch (wish.lever().what()) {
                    case "mode" -> mode == null ? EventKind.MODE_CLEARED : EventKind.MODE_SET;
                    case "breaker" -> EventKind.BREAKER_FORCED;
                    default -> mode == null ? EventKind.SWITCH_CLEARED : EventKind.SWITCH_SET;
                };
        Map<String, String> details = Map.of(
                "replica-only", books.get().map(OrderBook::replica).orElse("this one"),
                "order", wish.lever().what(),
                "as", mode == null ? "cleared" : Order.word(wish.lever(), mode));
        logs.get()
                .ifPresent(log -> log.note(
                                kind, wish.actor(), wish.lever().scope().toString(), wish.reason(), details)
                        .onFailure(down -> LOG.warnf("the audit log was not told of it: %s", down.getMessage())));
    }
}
