package dev.breakwater.fault.queue.check;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens what the gateway has sealed, by code of its own: version 1, length of the key's id, the key's id, a nonce of 12
 * bytes, then AES-256-GCM; all before the nonce and the record's id are associated data.
 */
public final class SealedPayload {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** @param key 32 bytes in Base64 */
    public SealedPayload(String key) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key), "AES");
    }

    /** Whether it can be opened for this record. */
    boolean opens(byte[] sealed, String recordId) {
        int head = sealed.length < 2 ? 2 : 2 + sealed[1];
        if (sealed.length <= head + NONCE_BYTES || sealed[0] != 1) {
            return false;
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, head, NONCE_BYTES));
            cipher.updateAAD(sealed, 0, head);
            cipher.updateAAD(recordId.getBytes(StandardCharsets.UTF_8));
            int from = head + NONCE_BYTES;
            return cipher.doFinal(sealed, from, sealed.length - from).length > 0;
        } catch (GeneralSecurityException forged) {
            return false;
        }
    }
}
