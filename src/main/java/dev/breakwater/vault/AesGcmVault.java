package dev.breakwater.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM with a random nonce of 96 bits. A sealed record is
 *
 * <pre>
 *   version (1 byte, 1) | length of the key's id (1 byte) | key's id | nonce (12 bytes) | ciphertext and tag (16 bytes)
 * </pre>
 *
 * and all before the nonce is authenticated along with the record's id. A key may seal 2<sup>32</sup> records (NIST SP
 * 800-38D section 8.3): at a thousand a second, rotate it within seven weeks.
 *
 * <p>Threading: safe for any thread; nothing blocks.
 */
public final class AesGcmVault implements Vault {

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int FINGERPRINT_BYTES = 16;

    private final Supplier<VaultKeys> keys;
    private final SecureRandom random = new SecureRandom();

    /** @param keys those that are known now; asked for each record, so that they may change */
    public AesGcmVault(Supplier<VaultKeys> keys) {
        this.keys = keys;
    }

    @Override
    public byte[] seal(byte[] plain, String recordId) {
        VaultKeys.Key key = keys.get().newest();
        byte[] id = key.id().getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = new byte[2 + id.length + NONCE_BYTES + plain.length + TAG_BITS / 8];
        ByteBuffer out = ByteBuffer.wrap(sealed)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .put(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, sealed, 2 + id.length, recordId);
            cipher.doFinal(plain, 0, plain.length, sealed, out.position());
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed, String recordId) {
        int idBytes = sealed.length < 2 ? 0 : sealed[1] & 0xff;
        int head = 2 + idBytes;
        if (sealed.length < head + NONCE_BYTES + TAG_BITS / 8) {
            throw new Unreadable("it is too short to be a sealed record");
        }
        if (sealed[0] != VERSION) {
            throw new Unreadable("it is sealed in version " + sealed[0] + ", and only " + VERSION + " is known");
        }
        String id = new String(sealed, 2, idBytes, StandardCharsets.US_ASCII);
        VaultKeys.Key key = keys.get().find(id);
        if (key == null) {
            throw new Unreadable("it is sealed with a key that is not here; put the vault key of that id back");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, head, head + NONCE_BYTES);
        int from = head + NONCE_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, key, nonce, sealed, head, recordId)
                    .doFinal(sealed, from, sealed.length - from);
        } catch (GeneralSecurityException forged) {
            throw new Unreadable(
                    "it was changed, or belongs to another record, or its key is another one of the same id", forged);
        }
    }

    @Override
    public List<String> fingerprints(byte[]... parts) {
        List<String> all = new ArrayList<>();
        for (VaultKeys.Key key : keys.get().newestFirst()) {
            Mac mac = key.fingerprintMac();
            for (byte[] part : parts) {
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
                mac.update(part);
            }
            byte[] hash = Arrays.copyOf(mac.doFinal(), FINGERPRINT_BYTES);
            all.add(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        }
        return all;
    }

    private static Cipher cipher(int mode, VaultKeys.Key key, byte[] nonce, byte[] sealed, int head, String recordId)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(sealed, 0, head);
        cipher.updateAAD(recordId.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
