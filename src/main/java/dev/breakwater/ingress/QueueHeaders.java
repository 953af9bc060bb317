package dev.breakwater.ingress;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.QueueWish;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a client narrows the waiting of its write: {@code Breakwater-Queue} and {@code Breakwater-Expires-At}.
 *
 * <p>Threading: safe for any thread.
 */
final class QueueHeaders {

    private static final CharSequence QUEUE = HttpHeaders.createOptimized("Breakwater-Queue");
    private static final CharSequence EXPIRES_AT = HttpHeaders.createOptimized("Breakwater-Expires-At");

    private final Ticker ticker;

    QueueHeaders(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Notes what {@code exchange} asks for; a problem if it cannot be read. */
    @Nullable
    Problem take(Exchange exchange) {
        boolean wishes = exchange.received().contains(QUEUE);
        boolean expires = exchange.received().contains(EXPIRES_AT);
        if (!wishes && !expires) {
            return null;
        }
        QueueWish wish = wishes ? wish(exchange.received().getAll(QUEUE)) : QueueWish.ALLOW;
        if (wish == null) {
            return Problem.ofRequest(ProblemType.INVALID_HEADER, QUEUE + " is not one of never, allow and now.");
        }
        Instant expiry = expires ? instant(exchange.received().getAll(EXPIRES_AT)) : null;
        if (expires && expiry == null) {
            return Problem.ofRequest(
                    ProblemType.INVALID_HEADER,
                    EXPIRES_AT + " is not one instant of RFC 3339; write it like 2026-11-25T18:00:00Z.");
        }
        if (expiry != null && !expiry.isAfter(ticker.now())) {
            return Problem.ofRequest(ProblemType.INVALID_HEADER, EXPIRES_AT + " has passed.");
        }
        exchange.narrowed(wish, expiry);
        return null;
    }

    private static @Nullable QueueWish wish(List<String> values) {
        String value = values.size() == 1 ? values.get(0).strip() : "";
        for (QueueWish wish : QueueWish.values()) {
            if (wish.name().toLowerCase(Locale.ROOT).equals(value)) {
                return wish;
            }
        }
        return null;
    }

    private static @Nullable Instant instant(List<String> values) {
        try {
            return values.size() == 1
                    ? OffsetDateTime.parse(values.get(0).strip()).toInstant()
                    : null;
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
