package dev.breakwater.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one way to write a line: JSON without blanks, keys in a fixed order, ASCII only. In strings {@code "} and
 * {@code \} have a backslash before them and every other character that is not printable ASCII is four lower-case hex
 * digits of each UTF-16 unit after {@code \}{@code u}; numbers are whole, without leading zeros; instants are in UTC
 * with three digits of milliseconds. Reading takes what writing gives; whoever reads compares what it read, written
 * again, with the line, so that nothing else passes.
 *
 * <p>Threading: the reader is for one thread.
 */
final class CanonicalLine {

    /** The largest sequence: what every JSON reader takes without loss. */
    static final long NUMBER_MAX = (1L << 53) - 1;

    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int NUMBER_DIGITS = 16;

    private final String line;
    private int at;

    CanonicalLine(String line) {
        this.line = line;
    }

    static StringBuilder string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
        return out.append('"');
    }

    static String instant(Instant at) {
        return INSTANT.format(at);
    }

    /** To the millisecond, within four-digit years. */
    static Instant instantFit(Instant at) {
        Instant bounded = at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at;
        return bounded.truncatedTo(ChronoUnit.MILLIS);
    }

    static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }

    boolean isNext(String literal) {
        return line.startsWith(literal, at);
    }

    CanonicalLine skip(String literal) throws NotCanonical {
        if (!isNext(literal)) {
            throw new NotCanonical("'" + literal + "' is not at character " + at);
        }
        at += literal.length();
        return this;
    }

    String string() throws NotCanonical {
        skip("\"");
        StringBuilder out = new StringBuilder();
        while (at < line.length() && line.charAt(at) != '"') {
            char c = line.charAt(at++);
            out.append(c == '\\' ? escaped() : c);
        }
        skip("\"");
        return out.toString();
    }

    private char escaped() throws NotCanonical {
        if (!isNext("u")) {
            if (!isNext("\"") && !isNext("\\")) {
                throw new NotCanonical("an unknown escape is at character " + at);
            }
            return line.charAt(at++);
        }
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = at + i < line.length() ? Character.digit(line.charAt(at + i), 16) : -1;
            if (digit < 0) {
                throw new NotCanonical("an unknown escape is at character " + at);
            }
            value = value * 16 + digit;
        }
        at += 5;
        return (char) value;
    }

    long number() throws NotCanonical {
        int from = at;
        while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
            at++;
        }
        if (at == from || at - from > NUMBER_DIGITS) {
            throw new NotCanonical("a whole number is missing at character " + from);
        }
        long value = Long.parseLong(line, from, at, 10);
        if (value > NUMBER_MAX) {
            throw new NotCanonical("the number at character " + from + " is too large");
        }
        return value;
    }

    Instant instant() throws NotCanonical {
        String text = string();
        try {
            return Instant.parse(text);
        } catch (DateTimeException notOne) {
            throw new NotCanonical("'" + text + "' is no instant", notOne);
        }
    }

    String hash() throws NotCanonical {
        String text = string();
        if (!isHash(text)) {
            throw new NotCanonical("'" + text + "' is no hash");
        }
        return text;
    }

    /** The rest of the line. */
    String rest() {
        return line.substring(at);
    }

    /** Nothing else follows, and {@code again} is the line. */
    void end(String again) throws NotCanonical {
        if (!again.equals(line)) {
            throw new NotCanonical("the line is not in its canonical form");
        }
    }
}
