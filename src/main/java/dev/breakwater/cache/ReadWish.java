package dev.breakwater.cache;

import dev.breakwater.exchange.Exchange;
import io.vertx.core.MultiMap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client says about cached answers to its read (RFC 9111 section 5.2.1, RFC 5861 section 4). It may ask for less
 * than its route allows; only {@code max-stale} allows more, as far as the provider does not forbid it.
 *
 * @param storable whether the answer may be kept
 * @param validated whether the provider must be asked in any case
 * @param ageMax how old it may be; null if that was left open
 * @param freshFor for how long it must still be fresh
 * @param staleMax for how long it may have been stale; null if it must not be
 * @param staleIfErrorMax the same if the provider gives no answer; null if that was left open
 * @param onlyCached whether the provider must not be asked
 */
public record ReadWish(
        boolean storable,
        boolean validated,
        @Nullable Duration ageMax,
        Duration freshFor,
        @Nullable Duration staleMax,
        @Nullable Duration staleIfErrorMax,
        boolean onlyCached) {

    /** Of a client that says nothing. */
    static final ReadWish NONE = new ReadWish(true, false, null, Duration.ZERO, null, null, false);

    private static final Duration ANY = Duration.ofSeconds(1L << 31);
    private static final String[] NOT_FOR_CACHES = {"range", "if-range", "if-match", "if-unmodified-since"};

    /** What {@code exchange} says. */
    public static ReadWish of(Exchange exchange) {
        MultiMap headers = exchange.received();
        if (!headers.contains("cache-control")) {
            return headers.contains("pragma") && "no-cache".equalsIgnoreCase(headers.get("pragma"))
                    ? new ReadWish(true, true, null, Duration.ZERO, null, null, false)
                    : NONE;
        }
        CacheControl control = CacheControl.of(headers.getAll("cache-control"));
        Duration minFresh = duration(control, CacheControl.MIN_FRESH);
        boolean anyStale = control.has(CacheControl.MAX_STALE) && !control.hasArgument(CacheControl.MAX_STALE);
        return new ReadWish(
                !control.has(CacheControl.NO_STORE),
                control.has(CacheControl.NO_CACHE),
                duration(control, CacheControl.MAX_AGE),
                minFresh == null ? Duration.ZERO : minFresh,
                anyStale ? ANY : duration(control, CacheControl.MAX_STALE),
                duration(control, CacheControl.STALE_IF_ERROR),
                control.has(CacheControl.ONLY_IF_CACHED));
    }

    /**
     * Whether {@code exchange} can be answered from a cache at all: not a part, not on a condition about the provider.
     */
    public static boolean isCacheable(Exchange exchange) {
        if (exchange.body().length() > 0) {
            return false;
        }
        for (String header : NOT_FOR_CACHES) {
            if (exchange.received().contains(header)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Duration duration(CacheControl control, String directive) {
        long seconds = control.seconds(directive);
        return seconds == CacheControl.ABSENT ? null : Duration.ofSeconds(seconds);
    }
}
