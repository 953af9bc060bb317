package dev.breakwater.ops.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them: coarse where it is long ago, so that a page that is live stays calm. */
final class Clock {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Duration DAY_LONG = Duration.ofDays(1);

    private Clock() {}

    static String at(Instant when, Instant now) {
        Duration apart = Duration.between(when, now).abs();
        return (apart.compareTo(DAY_LONG) < 0 ? TIME : DAY).format(when);
    }

    static String time(Instant when) {
        return TIME.format(when);
    }

    static String day(Instant when) {
        return DAY.format(when);
    }

    /** When, and how long ago that was. */
    static String since(Instant when, Instant now) {
        return at(when, now) + " (" + lasting(Duration.between(when, now).toSeconds()) + " ago)";
    }

    static String lasting(long seconds) {
        long positive = Math.max(0, seconds);
        if (positive < 60) {
            return positive + " s";
        }
        if (positive < 3600) {
            return positive / 60 + " min";
        }
        return positive < 172_800
                ? positive / 3600 + " h " + positive % 3600 / 60 + " min"
                : positive / 86_400 + " days";
    }
}
