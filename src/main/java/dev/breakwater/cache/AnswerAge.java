package dev.breakwater.cache;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How old an answer is when it arrives (RFC 9111 section 4.2.3). */
final class AnswerAge {

    private AnswerAge() {}

    /**
     * The corrected initial age.
     *
     * @param delay from sending the request to having the answer
     * @param now when it was here
     */
    static Duration onArrival(MultiMap headers, Duration delay, Instant now) {
        Instant date = date(headers, now);
        long apparent = date == null ? 0 : Math.max(0, now.getEpochSecond() - date.getEpochSecond());
        Duration corrected = Duration.ofSeconds(told(headers)).plus(delay.isNegative() ? Duration.ZERO : delay);
        Duration byDate = Duration.ofSeconds(apparent);
        return byDate.compareTo(corrected) > 0 ? byDate : corrected;
    }

    /** {@code Date}; null if there is none that can be read. */
    static @Nullable Instant date(MultiMap headers, Instant now) {
        String text = headers.get("date");
        return text == null ? null : HttpDate.parse(text, now);
    }

    /** {@code Age}, the first if there are several, and 0 if it is none (section 5.1). */
    private static long told(MultiMap headers) {
        String text = headers.get("age");
        if (text == null) {
            return 0;
        }
        String first = text.split(",", 2)[0].strip();
        return first.matches("\\d{1,9}") ? Long.parseLong(first) : 0;
    }
}
