package dev.breakwater.audit;

import dev.breakwater.exchange.MayBlock;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The public keys whose seals are believed, by id. Keep the old ones: seals stay as they were signed when keys change.
 *
 * <p>Threading: immutable.
 */
public final class TrustedKeys {

    private static final String CURE = "give the public half: openssl pkey -in seal.pem -pubout -out seal.pub.pem";

    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = keys;
    }

    public static TrustedKeys of(Collection<PublicKey> keys) {
        return new TrustedKeys(keys.stream()
                .collect(Collectors.toUnmodifiableMap(SealKey::idOf, Function.identity(), (one, same) -> one)));
    }

    /**
     * An Ed25519 public key from PEM.
     *
     * @throws UnusableKey if the file is missing, cannot be read, or holds another kind of key
     */
    @MayBlock
    public static PublicKey read(Path file) throws UnusableKey {
        byte[] encoded = PemFile.read(file, "PUBLIC KEY", CURE);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException anotherKind) {
            throw new UnusableKey(file + " holds no Ed25519 key; " + CURE, anotherKind);
        }
    }

    @Nullable
    PublicKey get(String id) {
        return keys.get(id);
    }
}
