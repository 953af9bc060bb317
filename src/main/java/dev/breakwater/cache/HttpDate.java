package dev.breakwater.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times in headers, in whole seconds: RFC 9110 section 5.6.7, which has one form to send and three to accept. */
final class HttpDate {

    private static final DateTimeFormatter FIXED = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss yyyy");
    private static final DateTimeFormatter LONG_DAY = form("EEEE, dd-MMM-");
    private static final int CENTURY = 100;
    private static final int YEARS_AHEAD_MAX = 50;

    private HttpDate() {}

    /** The form that is sent: {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    static String of(Instant time) {
        return FIXED.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    /**
     * The time in {@code text}; null if it is none.
     *
     * @param now tells the century of a year of two digits: no more than 50 years from now
     */
    static @Nullable Instant parse(String text, Instant now) {
        for (DateTimeFormatter form : List.of(FIXED, ASCTIME, rfc850(now))) {
            try {
                return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException anotherForm) {
                continue;
            }
        }
        return null;
    }

    private static DateTimeFormatter rfc850(Instant now) {
        int latest = LocalDateTime.ofInstant(now, ZoneOffset.UTC).getYear() + YEARS_AHEAD_MAX;
        return new DateTimeFormatterBuilder()
                .append(LONG_DAY)
                .appendValueReduced(ChronoField.YEAR, 2, 2, latest - CENTURY + 1)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }
}
