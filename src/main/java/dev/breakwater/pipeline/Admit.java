package dev.breakwater.pipeline;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.exchange.Scope;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.Mode;
import dev.breakwater.mode.Switch;
import dev.breakwater.route.Kind;
import dev.breakwater.route.WritePolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3, as far as the head tells: what operators have ordered, the client's quota, and what the route demands of its
 * writes.
 *
 * <p>Threading: stateless.
 */
final class Admit {

    private static final Duration LATER = Duration.ofSeconds(30);

    private final boolean storeThere;
    private final Levers levers;

    /** @param storeThere whether writes can be stored at all */
    Admit(boolean storeThere, Levers levers) {
        this.storeThere = storeThere;
        this.levers = levers;
    }

    /** Null to let the passage through, else the problem that ends it. */
    @Nullable
    Problem check(Passage passage) {
        Exchange exchange = passage.exchange();
        Scope scope = passage.route().scope();
        if (levers.mode(scope) == Mode.SUSPENDED) {
            return Problem.forNow(
                    ProblemType.SUSPENDED,
                    "Nothing was sent: operators have suspended '" + scope
                            + "'. Send the same request again once they have taken that back.",
                    LATER);
        }
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
                    "Breakwater-Queue: now narrows nothing here: the route '" + scope
                            + "' has when-unavailable: refuse. Nothing was sent.");
        }
        if (exchange.queueWish() == QueueWish.NOW && !levers.isOn(Switch.QUEUE, scope)) {
            return Problem.forNow(
                    ProblemType.QUEUE_OFF,
                    "Nothing was sent: operators let no further writes of '" + scope
                            + "' wait. Leave Breakwater-Queue: now out, or send the same request again later.",
                    LATER);
        }
        if (write && policy.keyRequired() && exchange.key() == null) {
            return Problem.ofRequest(
                    ProblemType.IDEMPOTENCY_KEY_REQUIRED,
                    "The route '" + scope + "' takes writes with an Idempotency-Key only. Nothing was sent.");
        }
        return null;
    }
}
