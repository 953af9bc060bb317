package dev.breakwater.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a client's or an operator's key: keys are configured, kept and compared as hashes only.
 *
 * <p>Threading: safe for any thread.
 */
public final class KeyHash {

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final List<String> WELL_KNOWN = List.of(
            "",
            "admin",
            "breakwater",
            "changeme",
            "client",
            "dev",
            "dev-client-key",
            "dev-operator-key",
            "key",
            "operator",
            "password",
            "secret",
            "test");

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(KeyHash::newDigest);
    private static final int PREFIX_BYTES = 8;

    private KeyHash() {}

    /** The hash of {@code key}. */
    public static byte[] of(String key) {
        return SHA_256.get().digest(key.getBytes(StandardCharsets.UTF_8));
    }

    /** What is wrong with {@code hex} as the configured hash of a key; null if nothing is. */
    public static @Nullable String fault(String hex, boolean wellKnownAllowed) {
        if (!HEX.matcher(hex).matches()) {
            return "is not the SHA-256 of a key in 64 lower-case hexadecimal digits;"
                    + " make one with: printf %s \"$KEY\" | sha256sum";
        }
        boolean wellKnown = WELL_KNOWN.stream()
                .anyMatch(key -> HexFormat.of().formatHex(of(key)).equals(hex));
        return wellKnown && !wellKnownAllowed
                ? "is the hash of a well-known key; make a random one with: openssl rand -base64 32"
                : null;
    }

    /** The first eight bytes as a number: where to look. It tells nothing of the key, only of its hash. */
    public static long prefix(byte[] hash) {
        long prefix = 0;
        for (byte b : Arrays.copyOf(hash, PREFIX_BYTES)) {
            prefix = prefix << 8 | (b & 0xff);
        }
        return prefix;
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
