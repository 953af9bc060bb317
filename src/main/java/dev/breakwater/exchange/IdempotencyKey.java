package dev.breakwater.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's name for one intended effect. The quoted form of the IETF draft (a structured-field string) and the bare
 * form that today's SDKs send are the same key.
 *
 * @param value the bare key: 1 to {@value #LENGTH_MAX} visible ASCII characters
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP
 *     Header Field</a>
 */
public record IdempotencyKey(String value) {

    /** The header in which clients send it. */
    public static final String HEADER = "Idempotency-Key";

    /** The longest key that is accepted, in characters: what the most generous provider takes. */
    public static final int LENGTH_MAX = 255;

    /** What is wrong with {@code values}, the header's values as received; null if they are one good key. */
    public static @Nullable String fault(List<String> values) {
        if (values.size() > 1) {
            return "it is given " + values.size() + " times; send one key";
        }
        String key = bare(values.get(0));
        if (key.isEmpty()) {
            return "it is empty; send 1 to " + LENGTH_MAX + " characters or leave the header out";
        }
        if (key.length() > LENGTH_MAX) {
            return "it has " + key.length() + " characters; at most " + LENGTH_MAX + " are accepted";
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < 0x21 || c > 0x7e || c == '"' || c == '\\') {
                return "its character " + (i + 1) + " is not visible ASCII, or is a quote or a backslash";
            }
        }
        return null;
    }

    /** The key in {@code value}, in which {@link #fault} found nothing. */
    public static IdempotencyKey of(String value) {
        return new IdempotencyKey(bare(value));
    }

    private static String bare(String value) {
        String text = value.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
