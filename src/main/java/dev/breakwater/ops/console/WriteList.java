package dev.breakwater.ops.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes in one state, the newest first.
 *
 * @param state that was asked for
 * @param isLater whether there are newer ones
 * @param next where the page with older ones begins; null if there is none
 */
public record WriteList(
        String state,
        List<String> states,
        List<WriteCard> writes,
        boolean isLater,
        @Nullable String next) {}
