package dev.breakwater.exchange;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The trace id of an exchange: the one in the client's {@code traceparent}, else one of our own. It is made when first
 * asked for, since most exchanges never need it.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>
 */
public final class Trace {

    private static final int ID_LENGTH = 32;
    private static final int ID_START = 3;
    private static final int TRACEPARENT_LENGTH_MIN = 55;
    private static final String ALL_ZERO = "0".repeat(ID_LENGTH);

    private final MultiMap headers;
    private @Nullable String id;

    Trace(MultiMap headers) {
        this.headers = headers;
    }

    /** 32 lower-case hexadecimal digits. */
    public String id() {
        if (id == null) {
            String given = headers.get("traceparent");
            id = given != null && isUsable(given) ? given.substring(ID_START, ID_START + ID_LENGTH) : made();
        }
        return id;
    }

    private static boolean isUsable(String traceparent) {
        if (traceparent.length() < TRACEPARENT_LENGTH_MIN || traceparent.charAt(2) != '-') {
            return false;
        }
        String candidate = traceparent.substring(ID_START, ID_START + ID_LENGTH);
        return traceparent.charAt(ID_START + ID_LENGTH) == '-'
                && !candidate.equals(ALL_ZERO)
                && candidate.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static String made() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
    }
}
