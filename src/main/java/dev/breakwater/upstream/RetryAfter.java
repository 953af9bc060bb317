package dev.breakwater.upstream;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Outcome;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to be left alone: {@code Retry-After} in seconds (RFC 9110 section 10.2.3). */
public final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    private static final int DIGITS_MAX = 6;
    private static final long LONGEST_SECONDS = 999_999; // eleven days: whoever asks for more is left alone for long

    private RetryAfter() {}

    /** What came with {@code outcome}, whether the provider says that it did nothing or not; zero if nothing. */
    public static Duration of(Outcome outcome) {
        return outcome.fold(
                answered -> Duration.ZERO,
                Outcome.Refused::retryAfter,
                notReached -> Duration.ZERO,
                unknown -> of(unknown.answer()));
    }

    private static Duration of(@Nullable Answer answer) {
        return answer == null ? Duration.ZERO : of(answer.headers());
    }

    /** What {@code headers} say; zero if nothing. A date is not honoured: it would trust the provider's clock. */
    static Duration of(MultiMap headers) {
        String value = headers.get("retry-after");
        return value != null && SECONDS.matcher(value).matches()
                ? Duration.ofSeconds(value.length() > DIGITS_MAX ? LONGEST_SECONDS : Long.parseLong(value))
                : Duration.ZERO;
    }
}
