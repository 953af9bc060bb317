package dev.breakwater.load.check;

import java.util.Locale;

/**
 * A bound that guards keep, and what was seen of it.
 *
 * @param name of the guard
 * @param says what is bounded
 * @param seen in the run
 * @param most what may have been seen
 */
public record Guard(String name, String says, double seen, double most) {

    /** Whether it was kept. */
    public boolean holds() {
        return seen <= most;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %s: %.0f of %.0f", name, says, seen, most);
    }
}
