package dev.breakwater.pipeline;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.route.Kind;
import dev.breakwater.route.WritePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3, as far as the head tells: the client's quota, and what the route demands of its writes.
 *
 * <p>Threading: stateless.
 */
final class Admit {

    private final boolean storeThere;

    /** @param storeThere whether writes can be stored at all */
    Admit(boolean storeThere) {
        this.storeThere = storeThere;
    }

    /** Null to let the passage through, else the problem that ends it. */
    @Nullable
    Problem check(Passage passage) {
        Exchange exchange = passage.exchange();
        Client client = exchange.client();
        long waitNanos = client == null ? 0 : client.takeQuota();
        if (waitNanos > 0) {
            return Problem.forNow(
                    ProblemType.QUOTA_EXCEEDED,
                    "The client '" + exchange.clientName()
                            + "' sends more calls than its configured rate. Nothing was sent.",
                    Duration.ofNanos(waitNanos));
        }
        boolean write = passage.route().kind() == Kind.WRITE;
        WritePolicy policy = passage.route().policy().writes();
        if (exchange.queueWish() == QueueWish.NOW && !(write && policy.queued() && storeThere)) {
            return Problem.ofRequest(
                    ProblemType.INVALID_HEADER,
                    "Breakwater-Queue: now narrows nothing here: the route '"
                            + passage.route().scope() + "' has when-unavailable: refuse. Nothing was sent.");
        }
        if (write && policy.keyRequired() && exchange.key() == null) {
            return Problem.ofRequest(
                    ProblemType.IDEMPOTENCY_KEY_REQUIRED,
                    "The route '" + passage.route().scope()
                            + "' takes writes with an Idempotency-Key only. Nothing was sent.");
        }
        return null;
    }
}
