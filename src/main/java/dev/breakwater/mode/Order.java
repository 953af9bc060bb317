package dev.breakwater.mode;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has ordered.
 *
 * @param mode for a switch: {@link Mode#AUTO} means on
 * @param actor who ordered it
 * @param reason why
 * @param since when
 * @param until after which it reverts by itself; null if it does not
 * @param version grows with every change, of any order
 * @param replicaOnly whether it holds on this replica only
 */
public record Order(
        Lever lever,
        Mode mode,
        String actor,
        String reason,
        Instant since,
        @Nullable Instant until,
        long version,
        boolean replicaOnly) {

    /** Of a switch. */
    public boolean isOn() {
        return mode == Mode.AUTO;
    }

    boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }
}
