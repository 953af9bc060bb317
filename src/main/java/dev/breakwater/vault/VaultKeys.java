package dev.breakwater.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the vault, each with an id; the last one is the newest and seals, all open. As text, each is
 * {@code id:key} with the key's 32 bytes in Base64, a line or a comma between two.
 *
 * <p>Threading: immutable.
 */
public final class VaultKeys {

    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,30}):([A-Za-z0-9+/]{43}=)");
    private static final int KEY_BYTES = 32;
    private static final String AES = "AES";
    private static final String HMAC = "HmacSHA256";
    private static final String FINGERPRINT_LABEL = "breakwater fingerprint v1";

    /** How a key is made, for messages. */
    static final String RECIPE = "write each as id:key, the key being what `openssl rand -base64 32` prints";

    private final Map<String, Key> keys;
    private final List<Key> newestFirst;

    /** One key. Its parts never leave this package, and it is not shown. */
    static final class Key {

        private final String id;
        private final SecretKey secret;
        private final SecretKey fingerprints;

        Key(String id, byte[] bytes) {
            this.id = id;
            this.secret = new SecretKeySpec(bytes, AES);
            this.fingerprints = new SecretKeySpec(derive(bytes), HMAC);
        }

        String id() {
            return id;
        }

        SecretKey secret() {
            return secret;
        }

        Mac fingerprintMac() {
            return mac(fingerprints);
        }

        private static byte[] derive(byte[] bytes) {
            return mac(new SecretKeySpec(bytes, HMAC)).doFinal(FINGERPRINT_LABEL.getBytes(StandardCharsets.US_ASCII));
        }

        private static Mac mac(SecretKey key) {
            try {
                Mac mac = Mac.getInstance(HMAC);
                mac.init(key);
                return mac;
            } catch (GeneralSecurityException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }

    private VaultKeys(Map<String, Key> keys) {
        this.keys = keys;
        List<Key> all = new ArrayList<>(keys.values());
        Collections.reverse(all);
        this.newestFirst = List.copyOf(all);
    }

    /**
     * Reads keys.
     *
     * @throws IllegalArgumentException if an entry is none; the message names which, and shows no secret
     */
    public static VaultKeys parse(String text) {
        Map<String, Key> keys = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("[\\r\\n,]", -1)) {
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            number++;
            Matcher m = ENTRY.matcher(entry);
            byte[] bytes = m.matches() ? Base64.getDecoder().decode(m.group(2)) : new byte[0];
            if (bytes.length != KEY_BYTES) {
                throw new IllegalArgumentException("its key " + number + " is none; " + RECIPE);
            }
            if (keys.put(m.group(1), new Key(m.group(1), bytes)) != null) {
                throw new IllegalArgumentException(
                        "its id '" + m.group(1) + "' stands there twice; each key has its own");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key in it; " + RECIPE);
        }
        return new VaultKeys(keys);
    }

    Key newest() {
        return newestFirst.get(0);
    }

    List<Key> newestFirst() {
        return newestFirst;
    }

    @Nullable
    Key find(String id) {
        return keys.get(id);
    }

    /** The ids, the newest last; nothing secret. */
    public List<String> ids() {
        return List.copyOf(keys.keySet());
    }

    @Override
    public String toString() {
        return "keys " + ids();
    }
}
