package dev.breakwater.mode;

import dev.breakwater.exchange.Settings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has ordered.
 *
 * @param mode for a switch: {@link Mode#AUTO} means on; for breakers: that they were reset, else they are forced open
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

    /** What it says, in words. */
    public String word() {
        return word(lever, mode);
    }

    /** What it says to put {@code lever} to {@code mode}, in words. */
    public static String word(Lever lever, Mode mode) {
        boolean auto = mode == Mode.AUTO;
        return switch (lever.kind()) {
            case MODE -> Settings.word(mode);
            case SWITCH -> auto ? "on" : "off";
            case BREAKER -> auto ? "reset" : "forced open";
        };
    }

    /** Of a switch. */
    public boolean isOn() {
        return mode == Mode.AUTO;
    }

    boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }
}
