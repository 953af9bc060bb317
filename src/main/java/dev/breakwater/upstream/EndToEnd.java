package dev.breakwater.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;

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
        return copy(received, into, (name, value) -> true);
    }

    /** Those of {@code received} that are {@code wanted}, in headers of their own. */
    public static MultiMap copy(MultiMap received, BiPredicate<CharSequence, CharSequence> wanted) {
        return copy(received, RawHeaders.like(received), wanted);
    }

    private static MultiMap copy(MultiMap received, MultiMap into, BiPredicate<CharSequence, CharSequence> wanted) {
        Set<String> named = named(received);
        RawHeaders.forEach(received, (name, value) -> {
            if (!isLeftBehind(name, named) && wanted.test(name, value)) {
                into.add(name, value);
            }
        });
        return into;
    }

    /** Takes out of {@code received} what is left behind, and returns it: for headers that nobody else reads. */
    static MultiMap keep(HeadersMultiMap received) {
        Set<String> named = named(received);
        List<CharSequence> leftBehind = new ArrayList<>(2);
        RawHeaders.forEach(received, (name, value) -> {
            if (isLeftBehind(name, named)) {
                leftBehind.add(name);
            }
        });
        leftBehind.forEach(received::remove);
        return received;
    }

    private static boolean isLeftBehind(CharSequence name, Set<String> named) {
        int length = name.length();
        char first = length == 0 ? ':' : name.charAt(0);
        boolean likely = length < LENGTH_BITS && (LENGTHS & (1 << length)) != 0;
        return first == ':'
                || (likely && ALWAYS.contains(lowerCase(name)))
                || ((first == 'b' || first == 'B') && lowerCase(name).startsWith(OURS))
                || (!named.isEmpty() && named.contains(lowerCase(name)));
    }

    private static String lowerCase(CharSequence name) {
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /** What {@code Connection} names beyond what is left behind in any case, which is nearly always nothing. */
    private static Set<String> named(MultiMap received) {
        Set<String> named = Set.of();
        if (!received.contains(HttpHeaders.CONNECTION)) {
            return named;
        }
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
