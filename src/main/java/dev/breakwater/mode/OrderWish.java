package dev.breakwater.mode;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change that an operator wants.
 *
 * @param mode null to take the order back
 * @param known the version that the operator has seen, 0 if there was none; null for whatever there is
 */
public record OrderWish(
        Lever lever,
        @Nullable Mode mode,
        String actor,
        String reason,
        @Nullable Instant until,
        @Nullable Long known) {}
