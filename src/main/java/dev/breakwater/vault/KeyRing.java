package dev.breakwater.vault;

import dev.breakwater.exchange.MayBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The vault's keys as they are now. Those of a mounted file are read again when the file changes, so that keys rotate
 * without a restart: add the new key as the last line everywhere first, take the old one out when nothing sealed with
 * it waits any more. A file that cannot be used leaves the known keys in force.
 *
 * <p>Threading: {@link #get} on any thread; {@link #refresh} on a worker, by one at a time.
 */
public final class KeyRing implements Supplier<VaultKeys> {

    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    private final @Nullable Path file;
    private volatile VaultKeys keys;
    private String lastRead;

    private KeyRing(@Nullable Path file, String text) {
        this.file = file;
        this.lastRead = text;
        this.keys = VaultKeys.parse(text);
    }

    /** Keys that do not change. */
    static KeyRing fixed(String text) {
        return new KeyRing(null, text);
    }

    /**
     * Keys of a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no keys
     */
    static KeyRing of(Path file) throws IOException {
        return new KeyRing(file, read(file));
    }

    @Override
    public VaultKeys get() {
        return keys;
    }

    /** Looks whether the file has changed. */
    @MayBlock
    public void refresh() {
        if (file == null) {
            return;
        }
        try {
            String text = read(file);
            if (!text.equals(lastRead)) {
                lastRead = text;
                take(VaultKeys.parse(text));
            }
        } catch (IOException unreadable) {
            LOG.warnf("the vault's key file %s cannot be read (%s); the known keys stay in force", file, unreadable);
        } catch (IllegalArgumentException broken) {
            LOG.errorf(
                    "the vault's key file %s cannot be used: %s; the known keys stay in force",
                    file, broken.getMessage());
        }
    }

    private void take(VaultKeys read) {
        LOG.infof("vault: keys were %s and are now %s; the last one seals", keys.ids(), read.ids());
        keys = read;
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
