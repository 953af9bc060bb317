package dev.breakwater.audit;

import dev.breakwater.audit.AuditConfig.AuditKeys;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.exchange.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is set about the audit log, read and checked.
 *
 * @param key with which this service seals; the same on all replicas
 * @param trusted whose seals are believed: its own, and those of earlier keys
 * @param redaction of every text
 * @param keep how long events are kept at least, once they are sealed and exported; null for ever
 */
public record AuditSettings(
        SealKey key,
        TrustedKeys trusted,
        Redaction redaction,
        @Nullable Duration keep) {

    private static final String AT = "breakwater.audit";
    private static final String KEY_FILE = AT + ".seal-key-file";
    private static final String TRUSTED_FILES = AT + ".trusted-key-files";

    /** For dev mode and tests: the key is known to everybody, so that its seals prove nothing. */
    public static AuditSettings rehearsal() {
        return of(SealKey.wellKnown(), List.of(), Redaction.standard(), null);
    }

    /** With its own key among those that are believed. */
    public static AuditSettings of(
            SealKey key, List<PublicKey> alsoTrusted, Redaction redaction, @Nullable Duration keep) {
        List<PublicKey> all = new ArrayList<>(alsoTrusted);
        all.add(key.publicKey());
        return new AuditSettings(key, TrustedKeys.of(all), redaction, keep);
    }

    /**
     * Reads {@code breakwater.audit}.
     *
     * @param wellKnownAllowed whether a key that everybody knows stands in for a missing one: in dev mode and tests
     *     only
     * @param faults where faults go; the settings are of use only if none was added
     * @return null if there is a fault
     */
    @MayBlock
    public static @Nullable AuditSettings read(AuditConfig config, boolean wellKnownAllowed, Faults faults) {
        AuditKeys keys = config.audit();
        SealKey key = key(keys.sealKeyFile().filter(name -> !name.isBlank()), wellKnownAllowed, faults);
        List<PublicKey> trusted = new ArrayList<>();
        for (String name : keys.trustedKeyFiles().orElse(List.of())) {
            PublicKey read = use(TRUSTED_FILES, name, () -> TrustedKeys.read(Path.of(name)), faults);
            if (read != null) {
                trusted.add(read);
            }
        }
        Redaction redaction = Redaction.with(Set.copyOf(keys.secretFields().orElse(List.of())));
        Duration keep = keys.keep().isEmpty()
                ? null
                : new Settings(AT, faults)
                        .duration(
                                "keep", keys.keep(), Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofDays(36500));
        return key == null ? null : of(key, trusted, redaction, keep);
    }

    private static @Nullable SealKey key(Optional<String> file, boolean wellKnownAllowed, Faults faults) {
        if (file.isPresent()) {
            SealKey read = use(KEY_FILE, file.get(), () -> SealKey.read(Path.of(file.get())), faults);
            if (read != null
                    && !wellKnownAllowed
                    && read.id().equals(SealKey.wellKnown().id())) {
                faults.add(KEY_FILE, file.get(), "holds a key that everybody knows; " + SealKey.CURE);
                return null;
            }
            return read;
        }
        if (wellKnownAllowed) {
            return SealKey.wellKnown();
        }
        faults.add(
                KEY_FILE,
                "is missing: a store is configured, and what is decided about it is sealed; " + SealKey.CURE
                        + ", mount it on all replicas, and name it here");
        return null;
    }

    private static <T> @Nullable T use(String key, String name, Reading<T> reading, Faults faults) {
        try {
            return reading.read();
        } catch (UnusableKey | InvalidPathException unusable) {
            faults.add(key, name, "cannot be used: " + unusable.getMessage());
            return null;
        }
    }

    /** Reads a key. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws UnusableKey;
    }
}
