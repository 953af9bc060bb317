package dev.breakwater.vault;

import dev.breakwater.exchange.MayBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * Keys in a file that may be replaced at any time. A broken file leaves the keys as they were.
 *
 * <p>Threading: {@link #keys} for any thread; {@link #refresh} for one at a time.
 */
final class KeyFile {

    private final Path path;
    private volatile List<VaultKey> keys = List.of();
    private FileTime read = FileTime.fromMillis(0);

    KeyFile(Path path) {
        this.path = path;
    }

    /** The newest first; empty until a first good file was read. */
    List<VaultKey> keys() {
        return keys;
    }

    /** Reads the file again if it has changed; answers what is wrong with it, to be logged, or nothing. */
    @MayBlock
    List<String> refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(path);
            if (changed.equals(read)) {
                return List.of();
            }
            KeyLines lines = KeyLines.of(Files.readString(path));
            read = changed;
            if (!lines.faults().isEmpty()) {
                return lines.faults();
            }
            if (lines.keys().isEmpty()) {
                return List.of("the key file holds no key");
            }
            keys = lines.keys();
            return List.of();
        } catch (IOException unreadable) {
            return List.of("the key file cannot be read");
        }
    }
}
