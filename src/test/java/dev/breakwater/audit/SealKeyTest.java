package dev.breakwater.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealKeyTest {

    private static final String PKCS8_HEAD = "302e020100300506032b657004220420";

    @TempDir
    private Path dir;

    /** RFC 8032, section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"
    })
    void a_key_of_openssl_is_read_and_gets_its_public_half(String seed, String expected) throws Exception {
        SealKey key = SealKey.read(pem("PRIVATE KEY", HexFormat.of().parseHex(PKCS8_HEAD + seed)));

        assertThat(HexFormat.of().formatHex(key.publicKey().getEncoded())).endsWith(expected);
        assertThat(key.id()).matches("[0-9a-f]{16}");
    }

    @Test
    void the_public_half_is_written_and_read_back() throws Exception {
        SealKey key = SealKey.generate();
        Path file = Files.writeString(dir.resolve("pub.pem"), key.publicPem());

        assertThat(TrustedKeys.read(file)).isEqualTo(key.publicKey());
        assertThat(TrustedKeys.of(List.of(key.publicKey())).get(key.id())).isEqualTo(key.publicKey());
    }

    @Test
    void a_missing_file_is_told() {
        assertThatThrownBy(() -> SealKey.read(dir.resolve("none.pem")))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("none.pem does not exist");
    }

    @Test
    void an_unreadable_file_is_told() {
        assertThatThrownBy(() -> SealKey.read(dir))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void a_file_of_something_else_is_told() throws IOException {
        Path file = Files.writeString(dir.resolve("x.pem"), "hello");

        assertThatThrownBy(() -> SealKey.read(file))
                .hasMessageContaining("is no PEM file")
                .hasMessageContaining("openssl genpkey");
    }

    @Test
    void a_damaged_file_is_told() throws IOException {
        assertThatThrownBy(() -> SealKey.read(pem("PRIVATE KEY", new byte[] {1, 2, 3})))
                .isInstanceOf(UnusableKey.class)
                .hasMessageContaining("no Ed25519 key");
        assertThatThrownBy(() -> SealKey.read(pem("PRIVATE KEY", HexFormat.of().parseHex(PKCS8_HEAD + "9d61"))))
                .isInstanceOf(UnusableKey.class);
    }

    @Test
    void a_file_too_large_is_told() throws IOException {
        assertThatThrownBy(() -> SealKey.read(pem("PRIVATE KEY", new byte[20_000])))
                .hasMessageContaining("too large");
    }

    @Test
    void the_other_half_or_an_encrypted_key_is_told() throws IOException {
        Path publicHalf =
                Files.writeString(dir.resolve("p.pem"), SealKey.generate().publicPem());

        assertThatThrownBy(() -> SealKey.read(publicHalf)).hasMessageContaining("a 'PUBLIC KEY'");
        assertThatThrownBy(() -> SealKey.read(pem("ENCRYPTED PRIVATE KEY", new byte[40])))
                .hasMessageContaining("'ENCRYPTED PRIVATE KEY'");
        assertThatThrownBy(() -> TrustedKeys.read(pem("PRIVATE KEY", new byte[40])))
                .hasMessageContaining("-pubout");
    }

    @Test
    void a_key_of_another_kind_is_told() throws Exception {
        for (String kind : List.of("RSA", "EC", "Ed448")) {
            KeyPair pair = KeyPairGenerator.getInstance(kind).generateKeyPair();
            Path privateHalf = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
            assertThatThrownBy(() -> SealKey.read(privateHalf)).as(kind).hasMessageContaining("no Ed25519 key");
            Path publicHalf = pem("PUBLIC KEY", pair.getPublic().getEncoded());
            assertThatThrownBy(() -> TrustedKeys.read(publicHalf)).as(kind).hasMessageContaining("no Ed25519 key");
        }
    }

    private Path pem(String label, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                dir.resolve("key.pem"), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
