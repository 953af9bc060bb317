package dev.breakwater.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** One key of the vault: its readable id, what encrypts, and what fingerprints, derived from it under a label. */
final class VaultKey {

    static final int BYTES = 32;

    private static final byte[] LABEL = "breakwater fingerprint 1".getBytes(StandardCharsets.US_ASCII);
    private static final String HMAC = "HmacSHA256";

    private final String id;
    private final SecretKey encryption;
    private final SecretKey fingerprint;

    /** @param id 1 to 64 characters of {@code A-Z a-z 0-9 . _ -} */
    VaultKey(String id, byte[] secret) {
        if (!id.matches("[A-Za-z0-9._-]{1,64}") || secret.length != BYTES) {
            throw new IllegalArgumentException("a vault key has an id of 1 to 64 characters and 32 bytes");
        }
        this.id = id;
        this.encryption = new SecretKeySpec(secret, "AES");
        this.fingerprint =
                new SecretKeySpec(hmac(new SecretKeySpec(secret, HMAC)).doFinal(LABEL), HMAC);
    }

    String id() {
        return id;
    }

    SecretKey encryption() {
        return encryption;
    }

    Mac newFingerprint() {
        return hmac(fingerprint);
    }

    /** The id alone: a key never shows itself. */
    @Override
    public String toString() {
        return id;
    }

    private static Mac hmac(SecretKey key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
