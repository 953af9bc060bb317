package dev.breakwater.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AesGcmVaultTest {

    private static final String OLD = "k1:" + key(1);
    private static final String NEW = "k2:" + key(2);

    private final Vault vault = vault(OLD);

    @Test
    void what_was_sealed_opens_again_and_shows_nothing_of_itself() {
        byte[] plain = "amount=1250&card=4242424242424242".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = vault.seal(plain, "w1-a");
        assertThat(vault.open(sealed, "w1-a")).isEqualTo(plain);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .contains("k1")
                .doesNotContain("amount")
                .doesNotContain("4242");
        assertThat(vault.seal(plain, "w1-a")).as("never the same twice").isNotEqualTo(sealed);
    }

    @Test
    void no_byte_of_it_can_be_changed() {
        byte[] sealed = vault.seal("amount=1250".getBytes(StandardCharsets.UTF_8), "w1-a");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> vault.open(changed, "w1-a"))
                    .as("byte %d", i)
                    .isInstanceOf(Unreadable.class);
        }
    }

    @Property(tries = 200)
    void what_is_cut_short_or_was_never_sealed_is_unreadable(@ForAll @Size(max = 64) byte[] bytes) {
        assertThatThrownBy(() -> vault.open(bytes, "w1-a")).isInstanceOf(Unreadable.class);
    }

    @Test
    void it_opens_for_no_other_record() {
        byte[] sealed = vault.seal(new byte[] {1, 2, 3}, "w1-a");
        assertThatThrownBy(() -> vault.open(sealed, "w1-b")).isInstanceOf(Unreadable.class);
    }

    @Test
    void keys_rotate_without_a_pause() {
        AtomicReference<VaultKeys> keys = new AtomicReference<>(VaultKeys.parse(OLD));
        Vault rotating = new AesGcmVault(keys::get);
        byte[] before = rotating.seal(new byte[] {1}, "r");
        keys.set(VaultKeys.parse(OLD + "\n" + NEW));
        byte[] after = rotating.seal(new byte[] {2}, "r");
        assertThat(rotating.open(before, "r")).containsExactly(1);
        assertThat(rotating.open(after, "r")).containsExactly(2);
        keys.set(VaultKeys.parse(NEW));
        assertThat(rotating.open(after, "r")).containsExactly(2);
        assertThatThrownBy(() -> rotating.open(before, "r"))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("put the vault key of that id back");
    }

    @Test
    void another_key_of_the_same_id_opens_nothing() {
        byte[] sealed = vault.seal(new byte[] {1}, "r");
        assertThatThrownBy(() -> vault("k1:" + key(9)).open(sealed, "r")).isInstanceOf(Unreadable.class);
    }

    @Property(tries = 200)
    void fingerprints_tell_requests_apart_however_their_parts_are_cut(
            @ForAll @Size(max = 8) byte[] one, @ForAll @Size(max = 8) byte[] two) {
        assertThat(vault.fingerprints(one, two)).isEqualTo(vault.fingerprints(one, two));
        byte[] joined = new byte[one.length + two.length];
        System.arraycopy(one, 0, joined, 0, one.length);
        System.arraycopy(two, 0, joined, one.length, two.length);
        assertThat(vault.fingerprints(one, two)).isNotEqualTo(vault.fingerprints(joined, new byte[0], new byte[0]));
        assertThat(vault.fingerprints(one, two)).isNotEqualTo(vault.fingerprints(joined));
    }

    @Test
    void a_fingerprint_survives_a_rotation_and_is_of_no_use_without_the_key() {
        byte[] request = {1, 2, 3};
        String before = vault.fingerprints(request).get(0);
        assertThat(vault(OLD + "," + NEW).fingerprints(request))
                .hasSize(2)
                .element(1)
                .isEqualTo(before);
        assertThat(vault(NEW).fingerprints(request)).doesNotContain(before);
    }

    private static Vault vault(String keys) {
        VaultKeys parsed = VaultKeys.parse(keys);
        return new AesGcmVault(() -> parsed);
    }

    static String key(int fill) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) fill;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
