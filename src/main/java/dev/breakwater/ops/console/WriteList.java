package dev.breakwater.ops.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes in one state, the oldest first.
 *
 * @param state that was asked for
 * @param before the page before; null if this is the first
 * @param next the page behind; null if there is none
 */
public record WriteList(
        String state,
        List<String> states,
        List<WriteCard> writes,
        @Nullable Integer before,
        @Nullable Integer next) {}
