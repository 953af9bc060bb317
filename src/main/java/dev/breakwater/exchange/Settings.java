package dev.breakwater.exchange;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one group of configuration keys. A value that cannot be used becomes a fault that names its key
 * and its cure, and the default stands in for it so that reading goes on and finds the other faults too.
 *
 * <p>Threading: for one thread, at start.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,13})\\s*(B|KiB|MiB|GiB)?");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern RATE = Pattern.compile("(\\d{1,7})\\s*/\\s*(s|m)");

    private final String prefix;
    private final Faults faults;

    /**
     * @param prefix the group's key, such as {@code breakwater.providers.stripe}
     * @param faults where faults go
     */
    public Settings(String prefix, Faults faults) {
        this.prefix = prefix;
        this.faults = faults;
    }

    /** The full name of one of the group's keys. */
    public String key(String name) {
        return prefix + "." + name;
    }

    /** The settings of one of those that bear names; a name that would read like several keys is quoted. */
    public static Settings named(String prefix, String name, Faults faults) {
        boolean plain = PLAIN_NAME.matcher(name).matches();
        return new Settings(prefix + "." + (plain ? name : '"' + name + '"'), faults);
    }

    /** The group inside this one. */
    public Settings in(String group) {
        return new Settings(key(group), faults);
    }

    /** Where faults go. */
    public Faults faults() {
        return faults;
    }

    /**
     * A duration such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 20h}, {@code 6d} or ISO 8601's {@code PT10S}.
     */
    public Duration duration(String name, Optional<String> given, Duration otherwise, Duration min, Duration max) {
        return read(
                name,
                given,
                otherwise,
                text -> {
                    Duration value = parseDuration(text);
                    return value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0 ? null : value;
                },
                () -> "is not a duration from " + shown(min) + " to " + shown(max)
                        + "; write it like 250ms, 10s, 5m or 20h");
    }

    /** A whole number. */
    public int integer(String name, Optional<String> given, int otherwise, int min, int max) {
        return read(
                name,
                given,
                otherwise,
                text -> {
                    Integer value = text.matches("-?\\d{1,9}") ? Integer.valueOf(text) : null;
                    return value == null || value < min || value > max ? null : value;
                },
                () -> "is not a whole number from " + min + " to " + max);
    }

    /** A number of bytes such as {@code 256KiB}, {@code 1MiB} or {@code 4096}. */
    public long bytes(String name, Optional<String> given, long otherwise, long min, long max) {
        return read(
                name,
                given,
                otherwise,
                text -> {
                    Long value = parseBytes(text);
                    return value == null || value < min || value > max ? null : value;
                },
                () -> "is not a size from " + min + " to " + max + " bytes; write it like 256KiB or 1MiB");
    }

    /** A share such as {@code 0.5} or {@code 50%}, above 0 (or from 0) and up to 1. */
    public double share(String name, Optional<String> given, double otherwise, boolean zeroAllowed) {
        return read(
                name,
                given,
                otherwise,
                text -> {
                    Double value = parseShare(text);
                    return value == null || value > 1 || value < 0 || (value == 0 && !zeroAllowed) ? null : value;
                },
                () -> "is not a share " + (zeroAllowed ? "from 0" : "above 0")
                        + " and up to 1; write it like 0.2 or 20%");
    }

    /** Calls per second such as {@code 500/s} or {@code 30/m}. */
    public double ratePerSecond(String name, Optional<String> given, double otherwise) {
        return read(
                name,
                given,
                otherwise,
                text -> {
                    Matcher m = RATE.matcher(text);
                    if (!m.matches() || Integer.parseInt(m.group(1)) == 0) {
                        return null;
                    }
                    return Integer.parseInt(m.group(1)) / ("s".equals(m.group(2)) ? 1.0 : 60.0);
                },
                () -> "is not a rate; write it like 500/s or 30/m");
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, Optional<String> given, boolean otherwise) {
        return read(
                name,
                given,
                otherwise,
                text -> "true".equals(text) ? Boolean.TRUE : "false".equals(text) ? Boolean.FALSE : null,
                () -> "is neither true nor false");
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(String name, Optional<String> given, E otherwise, Class<E> of) {
        E[] all = of.getEnumConstants();
        return read(
                name,
                given,
                otherwise,
                text -> Arrays.stream(all)
                        .filter(e -> word(e).equals(text))
                        .findFirst()
                        .orElse(null),
                () -> "is not known; known are "
                        + Arrays.stream(all).map(Settings::word).collect(Collectors.joining(", ")));
    }

    /** How an enum's constant is written in configuration and answers. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The duration in {@code text}, or null if it is none. */
    public static @Nullable Duration parseDuration(String text) {
        Matcher m = DURATION.matcher(text);
        if (m.matches()) {
            long n = Long.parseLong(m.group(1));
            return switch (m.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofDays(n);
            };
        }
        try {
            return text.startsWith("P") ? Duration.parse(text) : null;
        } catch (DateTimeParseException notOne) {
            return null;
        }
    }

    private static @Nullable Long parseBytes(String text) {
        Matcher m = SIZE.matcher(text);
        if (!m.matches()) {
            return null;
        }
        long n = Long.parseLong(m.group(1));
        int bits =
                switch (m.group(2) == null ? "B" : m.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        return n > Long.MAX_VALUE >> bits ? null : Long.valueOf(n << bits);
    }

    private static @Nullable Double parseShare(String text) {
        boolean percent = text.endsWith("%");
        String number = percent ? text.substring(0, text.length() - 1).strip() : text;
        if (!number.matches("\\d{1,3}(\\.\\d{1,6})?")) {
            return null;
        }
        return Double.parseDouble(number) / (percent ? 100 : 1);
    }

    private <T> T read(String name, Optional<String> given, T otherwise, Parse<T> parse, Cure cure) {
        if (given.isEmpty()) {
            return otherwise;
        }
        String text = given.get().strip();
        T value = parse.from(text);
        if (value == null) {
            faults.add(key(name), text, cure.words());
            return otherwise;
        }
        return value;
    }

    private static String shown(Duration length) {
        if (length.toMillis() % 1000 != 0) {
            return length.toMillis() + "ms";
        }
        long s = length.toSeconds();
        return s % 86400 == 0 && s > 0 ? s / 86400 + "d" : s % 3600 == 0 && s > 0 ? s / 3600 + "h" : s + "s";
    }

    @FunctionalInterface
    private interface Parse<T> {
        @Nullable
        T from(String text);
    }

    @FunctionalInterface
    private interface Cure {
        String words();
    }
}
