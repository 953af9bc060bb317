package dev.breakwater.audit;

import dev.breakwater.exchange.MayBlock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the one block of a PEM file (RFC 7468) of at most 16 KiB. Threading: on a worker or at start. */
final class PemFile {

    private static final int BYTES_MAX = 16 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemFile() {}

    /** The bytes of the block, which must have the label. */
    @MayBlock
    static byte[] read(Path file, String label, String cure) throws UnusableKey {
        String text = text(file);
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new UnusableKey(file + " is no PEM file; " + cure);
        }
        if (!block.group(1).equals(label)) {
            throw new UnusableKey(file + " holds a '" + block.group(1) + "', not a '" + label + "'; " + cure);
        }
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException broken) {
            throw new UnusableKey(file + " is damaged; " + cure, broken);
        }
    }

    private static String text(Path file) throws UnusableKey {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new UnusableKey(file + " is too large for a key");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new UnusableKey(file + " does not exist", missing);
        } catch (IOException unreadable) {
            throw new UnusableKey(file + " cannot be read: " + unreadable, unreadable);
        }
    }
}
