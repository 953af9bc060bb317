package dev.breakwater.vault;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys as text: one a line (or after a comma), {@code id:base64-of-32-bytes}, the newest first. Empty lines, and lines
 * that begin with {@code #}, say nothing.
 *
 * @param keys what could be read, the newest first
 * @param faults which line is wrong and why, without anything of what stands in it
 */
record KeyLines(List<VaultKey> keys, List<String> faults) {

    static KeyLines of(String text) {
        List<VaultKey> keys = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        String[] lines = text.split("\\R|,", -1);
        for (int at = 0; at < lines.length; at++) {
            String line = lines[at].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                int colon = line.indexOf(':');
                VaultKey key = new VaultKey(
                        line.substring(0, Math.max(colon, 0)),
                        Base64.getDecoder().decode(line.substring(colon + 1)));
                if (ids.add(key.id())) {
                    keys.add(key);
                } else {
                    faults.add("key " + (at + 1) + " has the id of a key before it");
                }
            } catch (IllegalArgumentException notAKey) {
                faults.add("key " + (at + 1) + " is not id:base64-of-32-bytes");
            }
        }
        return new KeyLines(List.copyOf(keys), List.copyOf(faults));
    }
}
