package dev.breakwater.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One atomic step on one partition. The source is {@code lua/<name>.lua} between {@code lua/common.lua} and the flags
 * of its first line; common.lua says what a step finds there. Steps that share more name the files that hold it.
 *
 * @param name for logs
 * @param source what the store runs
 * @param sha1 by which the store knows it once it is loaded
 */
public record Script(String name, String source, String sha1) {

    private static final String SHEBANG = "#!lua";

    /**
     * Reads a script from the class path.
     *
     * @param shared names of further files, put between {@code common.lua} and the script in this order
     */
    public static Script named(String name, String... shared) {
        String own = read(name);
        if (!own.startsWith(SHEBANG)) {
            throw new IllegalStateException("lua/" + name + ".lua does not begin with " + SHEBANG);
        }
        int end = own.indexOf('\n') + 1;
        StringBuilder before = new StringBuilder(read("common"));
        for (String other : shared) {
            before.append(read(other));
        }
        String source = own.substring(0, end) + before + own.substring(end);
        return new Script(name, source, sha1(source));
    }

    private static String read(String name) {
        try (InputStream in = Script.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("there is no lua/" + name + ".lua");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String sha1(String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
