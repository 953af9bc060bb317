package dev.breakwater.load;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * What can be set, by system properties that begin with {@code load.}; README.md has the table. A property that there
 * is not, or a value that cannot be meant, is refused.
 */
public final class Settings {

    /** All there are, with their defaults; empty means none. */
    static final Map<String, String> DEFAULTS = defaults();

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    public static Settings of(Properties properties) {
        Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith("load.")) {
                if (!DEFAULTS.containsKey(name)) {
                    throw new IllegalArgumentException(name + " is not known; there are " + DEFAULTS.keySet());
                }
                values.put(name, properties.getProperty(name).trim());
            }
        }
        return new Settings(values);
    }

    /** The value of {@code name}; empty if it has none. */
    public Optional<String> text(String name) {
        return Optional.of(values.get(name)).filter(value -> !value.isEmpty());
    }

    Optional<URI> uri(String name) {
        return text(name).map(value -> {
            if (!value.matches("https?://[^/?#]+/?")) {
                throw wrong(name, "is to be http(s)://host[:port]");
            }
            return URI.create(value);
        });
    }

    Path path(String name) {
        return Path.of(values.get(name));
    }

    public int whole(String name, int min, int max) {
        double value = number(name, min, max);
        if (value != Math.rint(value)) {
            throw wrong(name, "is to be a whole number");
        }
        return (int) value;
    }

    public double number(String name, double min, double max) {
        double value;
        try {
            value = Double.parseDouble(values.get(name));
        } catch (NumberFormatException notOne) {
            throw wrong(name, "is to be a number");
        }
        if (!(value >= min && value <= max)) {
            throw wrong(name, "is to be from " + min + " to " + max);
        }
        return value;
    }

    /** The length of a main phase. */
    public Duration phase() {
        return Duration.ofSeconds(whole("load.phase", 5, 86_400));
    }

    /** How long {@code soak} lasts. */
    public Duration soak() {
        return Duration.ofSeconds((long) (number("load.hours", 0.01, 240) * 3600));
    }

    private IllegalArgumentException wrong(String name, String what) {
        return new IllegalArgumentException(name + " " + what + ", not '" + values.get(name) + "'");
    }

    private static Map<String, String> defaults() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("load.target", "");
        all.put("load.ops", "");
        all.put("load.sandbox", "");
        all.put("load.artifact", "../target/quarkus-app");
        all.put("load.java-options", "-Xmx384m");
        all.put("load.results", "target/load");
        all.put("load.rate", "10");
        all.put("load.phase", "20");
        all.put("load.hours", "0.02");
        all.put("load.peak", "5");
        all.put("load.herd", "150");
        all.put("load.lanes", "20");
        all.put("load.again", "0.1");
        all.put("load.p95", "1000");
        all.put("load.p95-degraded", "5500");
        all.put("load.good", "99");
        all.put("load.settle", "90");
        return all;
    }
}
