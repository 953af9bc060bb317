package dev.breakwater.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The headers that are passed on, in both directions. Left behind are those that belong to one connection (RFC 9110
 * section 7.6.1, what stands in for them in old software, and whatever {@code Connection} names), the pseudo-headers of
 * HTTP/2, and {@code Breakwater-}, which only we set.
 */
public final class EndToEnd {

    private static final String KEEP_ALIVE = "keep-alive";
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            KEEP_ALIVE,
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");
    private static final String OURS = "breakwater-";
    private static final int LENGTHS = lengths();
    private static final int LENGTH_BITS = 32;

    private EndToEnd() {}

    /** Adds those of {@code received} to {@code into}, and returns that. */
    public static MultiMap copy(MultiMap received, MultiMap into) {
        Set<String> named = received.contains(HttpHeaders.CONNECTION) ? named(received) : Set.of();
        received.forEach((name, value) -> {
            if (!isLeftBehind(name) && (named.isEmpty() || !named.contains(name.toLowerCase(Locale.ROOT)))) {
                into.add(name, value);
            }
        });
        return into;
    }

    private static boolean isLeftBehind(String name) {
        int length = name.length();
        char first = length == 0 ? ':' : name.charAt(0);
        boolean likely = length < LENGTH_BITS && (LENGTHS & (1 << length)) != 0;
        return first == ':'
                || (likely && ALWAYS.contains(name.toLowerCase(Locale.ROOT)))
                || ((first == 'b' || first == 'B') && name.regionMatches(true, 0, OURS, 0, OURS.length()));
    }

    /** What {@code Connection} names beyond what is left behind in any case, which is nearly always nothing. */
    private static Set<String> named(MultiMap received) {
        Set<String> named = Set.of();
        for (String value : received.getAll(HttpHeaders.CONNECTION)) {
            if (!value.equalsIgnoreCase(KEEP_ALIVE)) {
                named = named.isEmpty() ? new HashSet<>() : named;
                for (String token : value.split(",", -1)) {
                    named.add(token.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return named;
    }

    /** A bit for each length that a name in {@link #ALWAYS} has: most names are told apart by it. */
    private static int lengths() {
        int bits = 0;
        for (String name : ALWAYS) {
            bits |= 1 << name.length();
        }
        return bits;
    }
}
