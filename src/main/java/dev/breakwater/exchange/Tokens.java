package dev.breakwater.exchange;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Names that are never given twice, also not after a failover of the store that takes everything else back: 128 random
 * bits each, since a counter could be taken back.
 *
 * <p>Threading: implementations may be called from any thread.
 */
@FunctionalInterface
public interface Tokens {

    /** A new one: 22 characters of {@code A-Z a-z 0-9 - _}. */
    String next();

    /** From the machine's own source. */
    static Tokens system() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        };
    }
}
