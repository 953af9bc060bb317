package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code tracestate}: what tracing systems tell each other beside the {@code traceparent}. We pass it on and
 * add nothing.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#tracestate-header">W3C Trace Context</a>
 */
public final class TraceState {

    /** The header's name. */
    public static final String HEADER = "tracestate";

    private static final int MEMBERS_MAX = 32;
    private static final Pattern MEMBER = Pattern.compile("([a-z][a-z0-9_*/-]{0,255}"
            + "|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})"
            + "=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");

    private TraceState() {}

    /** All that {@code headers} say of it as one value, in their order; null if nothing, or if it breaks the rules. */
    public static @Nullable String in(MultiMap headers) {
        return headers.contains(HEADER) ? combined(headers.getAll(HEADER)) : null;
    }

    private static @Nullable String combined(List<String> values) {
        StringBuilder whole = new StringBuilder();
        Set<String> keys = new HashSet<>();
        for (String value : values) {
            for (String part : value.split(",", -1)) {
                String member = trimmed(part);
                if (member.isEmpty()) {
                    continue; // allowed, and of no meaning
                }
                boolean good = MEMBER.matcher(member).matches() && keys.add(member.substring(0, member.indexOf('=')));
                if (!good || keys.size() > MEMBERS_MAX) {
                    return null;
                }
                whole.append(whole.isEmpty() ? "" : ",").append(member);
            }
        }
        return whole.isEmpty() ? null : whole.toString();
    }

    /** Without the spaces and tabs around it; other white space breaks the rules. */
    private static String trimmed(String part) {
        int from = 0;
        int to = part.length();
        while (from < to && isBlank(part.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(part.charAt(to - 1))) {
            to--;
        }
        return part.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
