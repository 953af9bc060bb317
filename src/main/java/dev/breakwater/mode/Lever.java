package dev.breakwater.mode;

import dev.breakwater.exchange.Settings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be ordered, of one scope.
 *
 * @param which the switch; null if it is none
 */
public record Lever(Kind kind, @Nullable Switch which, OrderScope scope) {

    /** What it moves. */
    public enum Kind {
        MODE,
        SWITCH,
        /** Circuit breakers: {@link Mode#SUSPENDED} forces them open, {@link Mode#AUTO} resets them once. */
        BREAKER
    }

    /**
     * The mode, or a switch.
     *
     * @param which null for the mode
     */
    public Lever(@Nullable Switch which, OrderScope scope) {
        this(which == null ? Kind.MODE : Kind.SWITCH, which, scope);
    }

    public static Lever mode(OrderScope scope) {
        return new Lever(Kind.MODE, null, scope);
    }

    public static Lever breaker(OrderScope scope) {
        return new Lever(Kind.BREAKER, null, scope);
    }

    /** Reads what {@link #toString} writes; null if this version knows no such lever. */
    static @Nullable Lever parse(String text) {
        int space = text.indexOf(' ');
        OrderScope scope = OrderScope.parse(text.substring(space + 1));
        String word = space < 0 ? "" : text.substring(0, space);
        if (scope == null) {
            return null;
        }
        if (Settings.word(Kind.MODE).equals(word)) {
            return mode(scope);
        }
        if (Settings.word(Kind.BREAKER).equals(word)) {
            return breaker(scope);
        }
        return Arrays.stream(Switch.values())
                .filter(one -> Settings.word(one).equals(word))
                .map(one -> new Lever(one, scope))
                .findFirst()
                .orElse(null);
    }

    /** What is ordered, without its scope. */
    public String what() {
        return Settings.word(which == null ? kind : which);
    }

    @Override
    public String toString() {
        return what() + " " + scope;
    }
}
