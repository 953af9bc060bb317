package dev.breakwater.fault.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A script of the product with one line changed, in a directory that goes before the class path. */
final class WrongScript {

    private WrongScript() {}

    /** Replaces {@code right}, which must stand in the script once, by {@code wrong}. */
    static Path in(Path directory, String name, String right, String wrong) throws IOException {
        try (InputStream in = WrongScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("there is no lua/" + name + ".lua");
            }
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int at = source.indexOf(right);
            if (at < 0 || source.indexOf(right, at + 1) >= 0) {
                throw new IllegalStateException("lua/" + name + ".lua has changed: '" + right + "' is not there once");
            }
            Path lua = Files.createDirectories(directory.resolve("lua"));
            Files.writeString(lua.resolve(name + ".lua"), source.replace(right, wrong));
            return directory;
        }
    }
}
