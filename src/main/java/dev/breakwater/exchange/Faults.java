package dev.breakwater.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is wrong with a configuration, collected so that all of it can be told at once. Each fault names the key, the
 * value and the cure.
 *
 * <p>Threading: for one thread, at start.
 */
public final class Faults {

    private static final int VALUE_SHOWN_MAX = 80;
    private static final Pattern LINE_BREAK = Pattern.compile("\\R\\s*");

    private final List<String> found = new ArrayList<>();

    /** A value that cannot be used. */
    public void add(String key, String value, String cure) {
        String shown = value.length() > VALUE_SHOWN_MAX ? value.substring(0, VALUE_SHOWN_MAX) + "..." : value;
        tell(key + ": '" + shown + "' " + cure);
    }

    /** A value that must not be shown (a secret, or none at all). */
    public void add(String key, String cure) {
        tell(key + ": " + cure);
    }

    private void tell(String fault) {
        found.add(LINE_BREAK.matcher(fault).replaceAll(" "));
    }

    /** All faults in the order in which they were found, each a line. */
    public List<String> all() {
        return List.copyOf(found);
    }

    /** The report for people; empty if nothing is wrong. */
    public String report() {
        if (found.isEmpty()) {
            return "";
        }
        String head = found.size() == 1
                ? "The configuration has 1 fault:"
                : "The configuration has " + found.size() + " faults:";
        return head + "\n  - " + String.join("\n  - ", found);
    }
}
