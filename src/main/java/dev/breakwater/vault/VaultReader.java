package dev.breakwater.vault;

import dev.breakwater.exchange.Faults;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads where the vault's keys are, and the keys. Nothing is stored without one. */
public final class VaultReader {

    private static final String KEY_FILE = "breakwater.vault.key-file";
    private static final String KEYS = "breakwater.vault.keys";

    /** Known to everybody: for dev mode and tests only. */
    private static final String WELL_KNOWN_ID = "dev-only";

    private static final String WELL_KNOWN = WELL_KNOWN_ID + ":ZGV2LW9ubHktdmF1bHQta2V5LW5vdC1mb3ItbW9uZXk=";

    private VaultReader() {}

    /**
     * The key ring.
     *
     * @param wellKnownAllowed whether a key that everybody knows stands in for a missing one: in dev mode and tests
     *     only
     * @param faults where faults go; the ring is of use only if none was added
     * @return null if there is a fault
     */
    public static @Nullable KeyRing read(VaultConfig config, boolean wellKnownAllowed, Faults faults) {
        Optional<String> file = config.vault().keyFile().filter(name -> !name.isBlank());
        Optional<String> keys = config.vault().keys().filter(text -> !text.isBlank());
        if (file.isPresent() && keys.isPresent()) {
            faults.add(KEY_FILE, file.get(), "stands beside " + KEYS + "; set one of the two");
            return null;
        }
        if (file.isPresent()) {
            return checked(ofFile(file.get(), faults), KEY_FILE, wellKnownAllowed, faults);
        }
        if (keys.isPresent()) {
            return checked(ofText(keys.get(), faults), KEYS, wellKnownAllowed, faults);
        }
        if (wellKnownAllowed) {
            return KeyRing.fixed(WELL_KNOWN);
        }
        faults.add(
                KEY_FILE,
                "is missing: nothing is stored unencrypted; name a mounted file with the vault's keys, or set " + KEYS
                        + "; " + VaultKeys.RECIPE);
        return null;
    }

    private static @Nullable KeyRing ofFile(String name, Faults faults) {
        try {
            return KeyRing.of(Path.of(name));
        } catch (IOException | InvalidPathException unreadable) {
            faults.add(KEY_FILE, name, "cannot be read (" + unreadable + "); mount it, and let this process read it");
        } catch (IllegalArgumentException broken) {
            faults.add(KEY_FILE, name, "cannot be used: " + broken.getMessage());
        }
        return null;
    }

    private static @Nullable KeyRing ofText(String text, Faults faults) {
        try {
            return KeyRing.fixed(text);
        } catch (IllegalArgumentException broken) {
            faults.add(KEYS, "cannot be used: " + broken.getMessage());
            return null;
        }
    }

    private static @Nullable KeyRing checked(
            @Nullable KeyRing ring, String key, boolean wellKnownAllowed, Faults faults) {
        if (ring != null && !wellKnownAllowed && ring.get().ids().contains(WELL_KNOWN_ID)) {
            faults.add(key, "holds the key '" + WELL_KNOWN_ID + "', which everybody knows; " + VaultKeys.RECIPE);
            return null;
        }
        return ring;
    }
}
