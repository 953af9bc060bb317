package dev.breakwater.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A short name for a few texts: the first 128 bits of the SHA-256 of all of them, each after its length, so that no two
 * lists of texts run together into the same bytes. Not for secrets: who knows the texts, knows the name.
 *
 * <p>Threading: safe for any thread.
 */
public final class Digest {

    /** Characters of a digest. */
    public static final int LENGTH = 22;

    private static final int BYTES = 16;
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digest::newDigest);

    private Digest() {}

    /** {@value #LENGTH} characters of {@code A-Z a-z 0-9 - _}. */
    public static String of(String... texts) {
        MessageDigest digest = SHA_256.get();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        byte[] first = Arrays.copyOf(digest.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(first);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
