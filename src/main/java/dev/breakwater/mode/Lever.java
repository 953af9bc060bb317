package dev.breakwater.mode;

import dev.breakwater.exchange.Settings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be ordered: the mode, or a switch, of one scope.
 *
 * @param which null for the mode
 */
public record Lever(@Nullable Switch which, OrderScope scope) {

    private static final String MODE = "mode";

    public static Lever mode(OrderScope scope) {
        return new Lever(null, scope);
    }

    /** Reads what {@link #toString} writes; null if this version knows no such lever. */
    static @Nullable Lever parse(String text) {
        int space = text.indexOf(' ');
        OrderScope scope = OrderScope.parse(text.substring(space + 1));
        String word = space < 0 ? "" : text.substring(0, space);
        if (scope == null) {
            return null;
        }
        return MODE.equals(word)
                ? mode(scope)
                : Arrays.stream(Switch.values())
                        .filter(one -> Settings.word(one).equals(word))
                        .map(one -> new Lever(one, scope))
                        .findFirst()
                        .orElse(null);
    }

    /** What is ordered, without its scope. */
    public String what() {
        return which == null ? MODE : Settings.word(which);
    }

    @Override
    public String toString() {
        return what() + " " + scope;
    }
}
