package dev.breakwater.sandbox.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A path with holes: {@code {x}} stands for one segment that is not empty, a {@code *} at the very end for any rest.
 */
public final class PathTemplate {

    private final String written;
    private final String[] segments;
    private final boolean prefix;

    public PathTemplate(String written) {
        this.written = written;
        this.prefix = written.endsWith("*");
        this.segments = (prefix ? written.substring(0, written.length() - 1) : written).split("/", -1);
    }

    public boolean matches(String path) {
        return match(path).isPresent();
    }

    /** What stands in the holes, if {@code path} fits. */
    Optional<Map<String, String>> match(String path) {
        String[] actual = path.split("/", -1);
        if (prefix ? actual.length < segments.length : actual.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> holes = new HashMap<>();
        for (int i = 0; i < segments.length; i++) {
            boolean last = prefix && i == segments.length - 1;
            if (segments[i].startsWith("{") && !actual[i].isEmpty()) {
                holes.put(segments[i].substring(1, segments[i].length() - 1), actual[i]);
            } else if (last ? !actual[i].startsWith(segments[i]) : !actual[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(holes);
    }

    @Override
    public String toString() {
        return written;
    }
}
