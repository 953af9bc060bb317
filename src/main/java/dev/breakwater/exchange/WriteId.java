package dev.breakwater.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a queued write: {@code w<partition>-<hash of its key's scope>}. It names its partition, so that it can be
 * found without asking all, and derives from the key, so that accepting it again finds it.
 *
 * @param partition the queue partition in which it lives
 * @param hash {@link KeyScope#hash()}
 */
public record WriteId(int partition, String hash) {

    private static final Pattern TEXT = Pattern.compile("w(\\d{1,4})-([A-Za-z0-9_-]{" + Digest.LENGTH + "})");

    /** The id in {@code text}, or null if it is none. */
    public static @Nullable WriteId parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches() ? new WriteId(Integer.parseInt(m.group(1)), m.group(2)) : null;
    }

    @Override
    public String toString() {
        return "w" + partition + "-" + hash;
    }
}
