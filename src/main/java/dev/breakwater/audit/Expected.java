package dev.breakwater.audit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody remembers of a stream: that it was sealed up to a sequence at least, and maybe the hash there.
 *
 * @param hash 64 hex digits; null if only the sequence is remembered
 */
public record Expected(
        String stream, long sequence, @Nullable String hash) {

    private static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9._-]{0,63})=(\\d{1,15})(?::([0-9a-f]{64}))?");

    /** From {@code stream=sequence} or {@code stream=sequence:hash}; null if it is neither. */
    public static @Nullable Expected parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches() ? new Expected(m.group(1), Long.parseLong(m.group(2)), m.group(3)) : null;
    }
}
