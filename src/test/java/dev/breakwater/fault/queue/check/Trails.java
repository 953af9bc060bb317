package dev.breakwater.fault.queue.check;

import java.util.List;

/** Whether the audit log tells all that has happened, and nothing else. */
final class Trails {

    private Trails() {}

    static void check(Evidence evidence, List<Violation> found) {
        for (Trail trail : evidence.trails()) {
            if (!trail.changes().equals(trail.events())) {
                found.add(new Violation(
                        Rule.CHANGES_HAVE_EVENTS,
                        trail.subject(),
                        "changed " + trail.changes() + ", and the log has " + trail.events()));
            }
        }
    }
}
