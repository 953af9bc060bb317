package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/**
 * An answer that is kept. Its times are readings of this process' monotonic clock, so that no jump of a wall clock
 * makes it younger.
 *
 * <p>Threading: immutable; nobody changes headers and body, which are handed out as copies.
 *
 * @param key under which it is kept
 * @param status the HTTP status code
 * @param reason the reason phrase
 * @param headers end-to-end headers, without {@code Age}
 * @param body the whole body
 * @param lifetime for how long it is good
 * @param begunNanos when the request began that it came from
 * @param bornNanos when its age was zero
 */
public record CachedAnswer(
        CacheKey key,
        int status,
        String reason,
        MultiMap headers,
        Buffer body,
        Lifetime lifetime,
        long begunNanos,
        long bornNanos)
        implements Kept {

    private static final int ENTRY_BYTES = 600; // objects, key and index
    private static final int HEADER_BYTES = 80;

    /** How old it is (RFC 9111 section 4.2.3). */
    public Duration age(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - bornNanos));
    }

    /** For how long it is still fresh; negative once it is not. */
    public Duration freshFor(long nowNanos) {
        return lifetime.fresh().minus(age(nowNanos));
    }

    /** Whether it may be served without asking the provider. */
    boolean isGoodFor(ReadWish wish, long nowNanos) {
        Duration rest = freshFor(nowNanos);
        Duration ageMax = wish.ageMax();
        if (wish.validated() || (ageMax != null && age(nowNanos).compareTo(ageMax) > 0)) {
            return false;
        }
        if (!rest.isZero() && !rest.isNegative() && rest.compareTo(wish.freshFor()) >= 0) {
            return true;
        }
        Duration staleMax = wish.staleMax();
        return staleMax != null
                && !lifetime.staleForbidden()
                && rest.plus(staleMax).compareTo(Duration.ZERO) >= 0;
    }

    /** Whether it may be served while the provider is asked in the background (RFC 5861 section 3). */
    boolean isGoodWhileAsking(ReadWish wish, long nowNanos) {
        return !wish.validated()
                && wish.ageMax() == null
                && wish.freshFor().isZero()
                && isWithin(lifetime.staleWhileRevalidate(), nowNanos);
    }

    /** Whether it may stand in for an answer that the provider did not give (RFC 5861 section 4). */
    public boolean isGoodOnError(ReadWish wish, long nowNanos) {
        Duration asked = wish.staleIfErrorMax();
        Duration ageMax = wish.ageMax();
        Duration window = lifetime.staleIfError();
        if (wish.validated() || (ageMax != null && age(nowNanos).compareTo(ageMax) > 0 && asked == null)) {
            return false;
        }
        return isWithin(asked != null && asked.compareTo(window) < 0 ? asked : window, nowNanos);
    }

    private boolean isWithin(Duration window, long nowNanos) {
        Duration late = freshFor(nowNanos).negated();
        return late.isNegative() || (!window.isZero() && late.compareTo(window) <= 0);
    }

    /** The answer as a client gets it, with headers of its own. */
    public Answer toAnswer(long nowNanos) {
        MultiMap copy = HttpHeaders.headers().addAll(headers);
        copy.set("Age", Long.toString(age(nowNanos).toSeconds()));
        return new Answer(status, reason, copy, body.slice(), null);
    }

    /** About how many bytes it takes up. */
    int bytes() {
        return ENTRY_BYTES + body.length() + HEADER_BYTES * headers.size();
    }
}
