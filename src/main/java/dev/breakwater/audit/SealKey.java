package dev.breakwater.audit;

import dev.breakwater.exchange.MayBlock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The Ed25519 key that signs seals. Its id is the first 16 hex digits of the SHA-256 of the public key
 * (SubjectPublicKeyInfo, DER).
 *
 * <p>Threading: immutable.
 */
public final class SealKey {

    static final String CURE = "make one with: openssl genpkey -algorithm ed25519 -out seal.pem";
    private static final int ID_LENGTH = 16;
    private static final int LINE_LENGTH = 64;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final String id;

    private SealKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.id = idOf(publicKey);
    }

    /**
     * From a file: PEM, PKCS#8, not encrypted.
     *
     * @throws UnusableKey if it is missing, cannot be read, or is another kind of key
     */
    @MayBlock
    public static SealKey read(Path file) throws UnusableKey {
        byte[] encoded = PemFile.read(file, "PRIVATE KEY", CURE);
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            byte[] seed = ((EdECPrivateKey) key)
                    .getBytes()
                    .orElseThrow(() -> new GeneralSecurityException("the key does not give its bytes"));
            SealKey read = new SealKey(key, publicKeyOf(seed));
            read.requireThatItSigns();
            return read;
        } catch (GeneralSecurityException anotherKind) {
            throw new UnusableKey(file + " holds no Ed25519 key; " + CURE, anotherKind);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** One that everybody knows, for dev mode and tests: what it has sealed proves nothing. */
    static SealKey wellKnown() {
        try {
            byte[] seed = "dev-only-seal-key-not-for-money-".getBytes(StandardCharsets.US_ASCII);
            PrivateKey key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            return new SealKey(key, publicKeyOf(seed));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** A new one that nobody else has, for development: what it has sealed cannot be told from a forgery later. */
    public static SealKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SealKey(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** 16 hex digits. */
    public String id() {
        return id;
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** The public key in PEM, as verifiers read it. */
    public String publicPem() {
        String body = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    /** The signature over a text's bytes, in base64. */
    String sign(String text) {
        try {
            Signature signing = Signature.getInstance("Ed25519");
            signing.initSign(privateKey);
            signing.update(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(signing.sign());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    static String idOf(PublicKey key) {
        return Chain.hex(Chain.sha256().digest(key.getEncoded())).substring(0, ID_LENGTH);
    }

    /** PKCS#8 leaves the public half out, and the JDK derives it only while it generates: so it generates this one. */
    static PublicKey publicKeyOf(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
        return generator.generateKeyPair().getPublic();
    }

    /** What was drawn by chance when the key was made. */
    private static final class Drawn extends SecureRandom {

        private static final long serialVersionUID = 1;
        private final byte[] seed;

        Drawn(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }

    private void requireThatItSigns() throws GeneralSecurityException {
        Signature verifying = Signature.getInstance("Ed25519");
        verifying.initVerify(publicKey);
        verifying.update(id.getBytes(StandardCharsets.US_ASCII));
        if (!verifying.verify(Base64.getDecoder().decode(sign(id)))) {
            throw new GeneralSecurityException("the key's two halves do not fit");
        }
    }
}
