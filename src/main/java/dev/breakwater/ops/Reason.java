package dev.breakwater.ops;

import org.jspecify.annotations.Nullable;

/** Why an operator does something: it stands in logs and timelines, for those who come after. */
public final class Reason {

    private static final int LENGTH_MAX = 500; // characters

    private Reason() {}

    /** What is wrong with {@code reason}, in words; null if nothing is. */
    public static @Nullable String fault(@Nullable String reason) {
        return reason == null
                        || reason.isBlank()
                        || reason.length() > LENGTH_MAX
                        || reason.chars().anyMatch(Character::isISOControl)
                ? "Say why: send a 'reason' of 1 to " + LENGTH_MAX + " characters on one line."
                : null;
    }
}
