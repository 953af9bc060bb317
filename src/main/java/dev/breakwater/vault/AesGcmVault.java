package dev.breakwater.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM. A sealed record is: version (1 byte), length of the key's id (1 byte), the id, nonce (12 bytes, random),
 * ciphertext and tag. Header and record id are the associated data.
 */
final class AesGcmVault implements Vault {

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int FINGERPRINT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Supplier<List<VaultKey>> keys;

    /** @param keys the keys known now, the newest first; never empty */
    AesGcmVault(Supplier<List<VaultKey>> keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(byte[] plain, String recordId) {
        VaultKey newest = keys.get().get(0);
        byte[] id = newest.id().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        ByteBuffer header = ByteBuffer.allocate(2 + id.length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, newest, nonce, header.array(), recordId)
                    .doFinal(plain);
            return ByteBuffer.allocate(header.capacity() + NONCE_BYTES + secret.length)
                    .put(header.array())
                    .put(nonce)
                    .put(secret)
                    .array();
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }

    @Override
    public byte[] open(byte[] sealed, String recordId) {
        if (sealed.length < 2 || sealed[0] != VERSION) {
            throw new Unreadable("the record is of no known version");
        }
        int header = 2 + (sealed[1] & 0xff);
        if (sealed.length < header + NONCE_BYTES + TAG_BYTES) {
            throw new Unreadable("the record is cut short");
        }
        VaultKey key = key(new String(sealed, 2, header - 2, StandardCharsets.US_ASCII));
        byte[] nonce = Arrays.copyOfRange(sealed, header, header + NONCE_BYTES);
        byte[] head = Arrays.copyOf(sealed, header);
        int start = header + NONCE_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, head, recordId)
                    .doFinal(sealed, start, sealed.length - start);
        } catch (GeneralSecurityException changed) {
            throw new Unreadable("the record was changed, or belongs to another id");
        }
    }

    @Override
    public List<String> fingerprints(byte[]... parts) {
        return keys.get().stream().map(key -> fingerprint(key, parts)).toList();
    }

    private VaultKey key(String id) {
        return keys.get().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Unreadable("the record's key is not known"));
    }

    private static String fingerprint(VaultKey key, byte[]... parts) {
        Mac mac = key.newFingerprint();
        for (byte[] part : parts) {
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
            mac.update(part);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(mac.doFinal(), FINGERPRINT_BYTES));
    }

    private static Cipher cipher(int mode, VaultKey key, byte[] nonce, byte[] header, String recordId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.encryption(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(recordId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
