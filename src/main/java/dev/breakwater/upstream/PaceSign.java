package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of the pace at which it is called, in answer to whichever call. Its limits are for all calls
 * together: what one is told holds for the others.
 *
 * @param status of the answer
 * @param beganNanos the ticker's reading when the call began
 * @param rest how long it wants to be left alone; zero if it does not say
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6585#section-4">RFC 6585 section 4, 429 Too Many Requests</a>
 */
public record PaceSign(int status, long beganNanos, Duration rest) {

    private static final int TOO_MANY_REQUESTS = 429;

    /** Hears the signs of one provider; called on the event loop of the call, and must not wait. */
    @FunctionalInterface
    public interface Listener {

        void heard(PaceSign sign);
    }

    /** What stands in {@code outcome}; null if the provider says nothing of its pace. */
    public static @Nullable PaceSign in(Outcome outcome, long beganNanos) {
        Answer answer = outcome.anyAnswer();
        if (answer == null) {
            return null;
        }
        PaceSign sign = new PaceSign(answer.status(), beganNanos, RetryAfter.of(outcome));
        return sign.isTooOften() || !sign.rest().isZero() ? sign : null;
    }

    /** Whether it is called too often. */
    public boolean isTooOften() {
        return status == TOO_MANY_REQUESTS;
    }
}
