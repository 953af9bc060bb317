package dev.breakwater.pipeline;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stage 3: whether this call may go ahead now. Today that is the client's quota.
 *
 * <p>Threading: stateless.
 */
final class Admit implements Gate {

    @Override
    public @Nullable Problem check(Exchange exchange) {
        Client client = exchange.client();
        long waitNanos = client == null ? 0 : client.takeQuota();
        if (waitNanos == 0) {
            return null;
        }
        return Problem.forNow(
                ProblemType.QUOTA_EXCEEDED,
                "The client '" + exchange.clientName()
                        + "' sends more calls than its configured rate. Nothing was sent.",
                Duration.ofNanos(waitNanos));
    }
}
