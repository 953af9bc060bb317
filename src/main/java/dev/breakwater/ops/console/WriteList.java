package dev.breakwater.ops.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes in one state, the newest first.
 *
 * @param state that was asked for
 * @param isLater whether there are newer ones
 * @param providers that there are
 * @param next where the page with older ones begins; null if there is none
 */
public record WriteList(
        String state,
        List<String> states,
        List<WriteCard> writes,
        boolean isLater,
        List<String> providers,
        @Nullable String next) {

    /** Whether those that are shown can be put back. */
    public boolean isDead() {
        return state.equals("dead");
    }
}
