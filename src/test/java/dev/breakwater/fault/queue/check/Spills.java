package dev.breakwater.fault.queue.check;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Secrets where they must not be. */
final class Spills {

    private Spills() {}

    static void check(Evidence evidence, List<Violation> found) {
        evidence.places().forEach((place, bytes) -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (String canary : evidence.canaries()) {
                int at = text.indexOf(canary);
                if (at >= 0) {
                    found.add(new Violation(Rule.NOTHING_SPILT, "", canary + " stands in " + place + " at " + at));
                }
            }
        });
    }
}
