package dev.breakwater.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmVaultTest {

    private static final byte[] PLAIN = bytes("amount=100&currency=eur");

    private final VaultKey old = key("2025", 1);
    private final VaultKey newest = key("2026", 2);
    private final Vault vault = new AesGcmVault(() -> List.of(newest, old));

    @Test
    void what_was_sealed_opens_for_its_record() {
        assertArrayEquals(PLAIN, vault.open(vault.seal(PLAIN, "w1"), "w1"));
    }

    @Test
    void it_opens_for_no_other_record() {
        byte[] sealed = vault.seal(PLAIN, "w1");
        assertThrows(Unreadable.class, () -> vault.open(sealed, "w2"));
    }

    @Test
    void a_change_of_any_byte_is_noticed() {
        byte[] sealed = vault.seal(PLAIN, "w1");
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThrows(Unreadable.class, () -> vault.open(changed, "w1"), "byte " + at);
        }
    }

    @Test
    void a_record_cut_short_anywhere_is_unreadable() {
        byte[] sealed = vault.seal(PLAIN, "w1");
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(Unreadable.class, () -> vault.open(cut, "w1"), "length " + length);
        }
    }

    @Test
    void an_old_key_opens_and_the_newest_seals() {
        byte[] before = new AesGcmVault(() -> List.of(old)).seal(PLAIN, "w1");
        assertArrayEquals(PLAIN, vault.open(before, "w1"));
        byte[] after = vault.seal(PLAIN, "w1");
        assertEquals("2026", new String(after, 2, 4, StandardCharsets.US_ASCII));
        assertThrows(Unreadable.class, () -> new AesGcmVault(() -> List.of(old)).open(after, "w1"));
    }

    @Test
    void fingerprints_are_one_a_key_and_the_newest_is_first() {
        List<String> both = vault.fingerprints(PLAIN);
        assertEquals(2, both.size());
        assertEquals(List.of(both.get(1)), new AesGcmVault(() -> List.of(old)).fingerprints(PLAIN));
        assertNotEquals(both.get(0), both.get(1));
    }

    @Test
    void parts_of_a_fingerprint_do_not_run_together() {
        assertNotEquals(vault.fingerprints(bytes("ab"), bytes("c")), vault.fingerprints(bytes("a"), bytes("bc")));
    }

    private static VaultKey key(String id, int fill) {
        byte[] secret = new byte[VaultKey.BYTES];
        Arrays.fill(secret, (byte) fill);
        return new VaultKey(id, secret);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
