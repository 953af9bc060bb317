package dev.breakwater.cache;

import dev.breakwater.route.CachePolicy;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For how long an answer is good. The provider's word counts; the route adds what is left open, and shortens the rest.
 * Nothing is guessed: there is no heuristic freshness.
 *
 * @param fresh how old it may be to be served as it is; nothing if {@code no-cache} demands to ask each time
 * @param staleIfError for how long after that it may stand in for an answer that the provider does not give
 * @param staleWhileRevalidate for how long after that it may be served while it is asked for in the background
 * @param staleForbidden whether the provider forbids to serve it past its freshness, whoever asks for it
 */
record Lifetime(Duration fresh, Duration staleIfError, Duration staleWhileRevalidate, boolean staleForbidden) {

    private static final int OK = 200;

    /** What holds for an answer with these headers (RFC 9111 sections 4.2.1 and 4.2.4, RFC 5861). */
    static Lifetime of(int status, MultiMap headers, CachePolicy policy, Instant now) {
        CacheControl control = CacheControl.of(headers.getAll("cache-control"));
        boolean forbidden = control.has(CacheControl.MUST_REVALIDATE)
                || control.has(CacheControl.PROXY_REVALIDATE)
                || control.has(CacheControl.S_MAXAGE)
                || control.has(CacheControl.NO_CACHE);
        return new Lifetime(
                control.has(CacheControl.NO_CACHE) ? Duration.ZERO : fresh(status, headers, control, policy, now),
                forbidden ? Duration.ZERO : window(control, CacheControl.STALE_IF_ERROR, policy.staleIfError()),
                forbidden
                        ? Duration.ZERO
                        : window(control, CacheControl.STALE_WHILE_REVALIDATE, policy.staleWhileRevalidate()),
                forbidden);
    }

    /** Whether the provider says how long it is fresh. */
    static boolean isExplicit(MultiMap headers) {
        CacheControl control = CacheControl.of(headers.getAll("cache-control"));
        return control.has(CacheControl.S_MAXAGE) || control.has(CacheControl.MAX_AGE) || headers.contains("expires");
    }

    /** Until it is of no use as it is. */
    Duration whole() {
        Duration window = staleIfError.compareTo(staleWhileRevalidate) > 0 ? staleIfError : staleWhileRevalidate;
        return fresh.plus(window);
    }

    private static Duration fresh(int status, MultiMap headers, CacheControl control, CachePolicy policy, Instant now) {
        Duration said = said(headers, control, now);
        Duration added = policy.fresh();
        if (said == null) {
            return added != null && status == OK ? added : Duration.ZERO;
        }
        return shorter(said, added);
    }

    private static @Nullable Duration said(MultiMap headers, CacheControl control, Instant now) {
        if (control.has(CacheControl.S_MAXAGE)) {
            return Duration.ofSeconds(control.seconds(CacheControl.S_MAXAGE));
        }
        if (control.has(CacheControl.MAX_AGE)) {
            return Duration.ofSeconds(control.seconds(CacheControl.MAX_AGE));
        }
        List<String> values = headers.getAll("expires");
        if (values.isEmpty()) {
            return null;
        }
        Instant expires = values.size() == 1 ? HttpDate.parse(values.get(0), now) : null;
        Instant date = AnswerAge.date(headers, now);
        Duration rest = expires == null ? Duration.ZERO : Duration.between(date == null ? now : date, expires);
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    private static Duration window(CacheControl control, String directive, @Nullable Duration route) {
        if (!control.has(directive)) {
            return route == null ? Duration.ZERO : route;
        }
        return shorter(Duration.ofSeconds(control.seconds(directive)), route);
    }

    private static Duration shorter(Duration one, @Nullable Duration other) {
        return other != null && other.compareTo(one) < 0 ? other : one;
    }
}
