package dev.breakwater.route;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Settings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a read that a write makes out of date, such as {@code /v1/payment_intents/{id}}: its holes are those of
 * the write's own path, or {@code {lane}} for the write's ordering key.
 *
 * <p>Threading: immutable.
 */
public final class ReadTemplate {

    private static final String LANE = "lane";
    private static final Pattern HOLE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

    private final String text;
    private final PathTemplate write;

    private ReadTemplate(String text, PathTemplate write) {
        this.text = text;
        this.write = write;
    }

    /** Those in {@code given}; one that cannot be used is a fault. */
    static List<ReadTemplate> read(Settings at, Optional<List<String>> given, PathTemplate write, boolean laned) {
        List<ReadTemplate> templates = new ArrayList<>();
        for (String text : given.orElse(List.of())) {
            String fault = fault(text, write, laned);
            if (fault == null) {
                templates.add(new ReadTemplate(text, write));
            } else {
                at.faults().add(at.key("invalidates"), text, fault);
            }
        }
        return List.copyOf(templates);
    }

    private static @Nullable String fault(String text, PathTemplate write, boolean laned) {
        if (text.endsWith("*")) {
            return "ends with *; name each path, an operator invalidates whole routes";
        }
        String fault = PathTemplate.fault(text);
        if (fault != null) {
            return fault;
        }
        Matcher hole = HOLE.matcher(text);
        while (hole.find()) {
            String name = hole.group(1);
            if (write.indexOfHole(name) < 0 && !(name.equals(LANE) && laned)) {
                return "has the hole {" + name + "}, which is none of the write's path " + write
                        + (laned ? "" : "; {lane} needs a lane");
            }
        }
        return null;
    }

    /**
     * The path that {@code exchange} makes out of date, without a query; null if a hole has no value.
     *
     * @param lane the write's ordering key; null if it has none
     */
    public @Nullable String path(Exchange exchange, @Nullable String lane) {
        String[] segments = exchange.target().path().substring(1).split("/", -1);
        Matcher hole = HOLE.matcher(text);
        StringBuilder path = new StringBuilder();
        while (hole.find()) {
            int at = write.indexOfHole(hole.group(1));
            String value = at >= 0 ? at < segments.length ? segments[at] : null : encoded(lane);
            if (value == null) {
                return null;
            }
            hole.appendReplacement(path, Matcher.quoteReplacement(value));
        }
        return hole.appendTail(path).toString();
    }

    private static @Nullable String encoded(@Nullable String lane) {
        return lane == null
                ? null
                : URLEncoder.encode(lane, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("*", "%2A");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadTemplate that && that.text.equals(text) && that.write.equals(write);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
