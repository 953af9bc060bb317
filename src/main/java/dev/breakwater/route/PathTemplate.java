package dev.breakwater.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path with holes: {@code /v1/payment_intents/{id}/capture}. A hole is one whole, non-empty segment; a last segment
 * {@code *} stands for any rest.
 *
 * <p>Threading: immutable.
 */
public final class PathTemplate implements Comparable<PathTemplate> {

    private static final Pattern LITERAL = Pattern.compile("([A-Za-z0-9._~!$&'()+,=:@-]|%[0-9A-Fa-f]{2})+");
    private static final Pattern HOLE = Pattern.compile("\\{[a-z][a-z0-9_]*}");
    private static final String REST = "*";
    private static final String ANY = "{}";
    private static final Set<String> DOTS = Set.of(".", "..");

    private final String text;
    private final List<String> segments; // ANY for a hole
    private final boolean open;

    private PathTemplate(String text, List<String> segments, boolean open) {
        this.text = text;
        this.segments = segments;
        this.open = open;
    }

    /** The template in {@code text}, in which {@link #fault} found nothing. */
    static PathTemplate of(String text) {
        List<String> segments = new ArrayList<>();
        for (String part : text.substring(1).split("/", -1)) {
            segments.add(HOLE.matcher(part).matches() ? ANY : Unreserved.decoded(part));
        }
        boolean open = segments.get(segments.size() - 1).equals(REST);
        if (open) {
            segments.remove(segments.size() - 1);
        }
        return new PathTemplate(text, List.copyOf(segments), open);
    }

    /** What is wrong with {@code text} as a template; null if nothing is. */
    static @Nullable String fault(String text) {
        if (!text.startsWith("/")) {
            return "must start with '/'";
        }
        String[] parts = text.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            boolean last = i == parts.length - 1;
            if (DOTS.contains(Unreserved.decoded(part))) {
                return "has a dot segment, which no request may have";
            }
            boolean rest = last && (part.equals(REST) || part.isEmpty());
            if (!rest && !HOLE.matcher(part).matches() && !LITERAL.matcher(part).matches()) {
                return "has the segment '" + part + "'; a segment is literal text, a hole like {id}, or a last *";
            }
        }
        return null;
    }

    /** Whether {@code path} (with its leading slash, without a query) fits. */
    boolean matches(String path) {
        int at = 0;
        for (String segment : segments) {
            if (at >= path.length()) {
                return false;
            }
            int start = at + 1;
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            boolean fits = segment.equals(ANY)
                    ? end > start
                    : end - start == segment.length() && path.startsWith(segment, start);
            if (!fits) {
                return false;
            }
            at = end;
        }
        return open ? at < path.length() : at == path.length();
    }

    /** Where its hole {@code name} stands, counted from 0; negative if it has none of that name. */
    int indexOfHole(String name) {
        return List.of(text.substring(1).split("/", -1)).indexOf("{" + name + "}");
    }

    /** The more exact template first: literal text before a hole, a hole before {@code *}. */
    @Override
    public int compareTo(PathTemplate other) {
        int order = 0;
        for (int i = 0; order == 0 && i <= Math.min(segments.size(), other.segments.size()); i++) {
            order = Integer.compare(rank(i), other.rank(i));
        }
        return order;
    }

    /** How exact it is at the segment {@code i}: literal text, a hole, the end, any rest. */
    private int rank(int i) {
        if (i < segments.size()) {
            return segments.get(i).equals(ANY) ? 1 : 0;
        }
        return open ? 3 : 2;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathTemplate that && that.segments.equals(segments) && that.open == open;
    }

    @Override
    public int hashCode() {
        return segments.hashCode() * 2 + (open ? 1 : 0);
    }

    @Override
    public String toString() {
        return text;
    }
}
