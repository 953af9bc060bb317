package dev.breakwater.fault.queue.check;

import dev.breakwater.fault.queue.check.Told.Verdict;
import java.util.List;
import java.util.Set;

/** How accepted writes end. */
final class Endings {

    private static final Set<String> FINAL = Set.of("delivered", "cancelled", "discarded");

    private Endings() {}

    static void check(Account of, List<Violation> found) {
        if (of.wasTold(Verdict.ACCEPTED)) {
            checkAccepted(of, found);
        }
        for (StoredWrite write : of.stored) {
            checkStored(of, write, found);
        }
        String shown = null;
        for (Seen seen : of.seen) {
            if (shown != null && !shown.equals(seen.state())) {
                found.add(new Violation(Rule.TOLD_IS_FINAL, of.key, "was " + shown + ", then " + seen));
            }
            shown = FINAL.contains(seen.state()) ? seen.state() : shown;
        }
        for (StoredWrite write : of.stored) {
            if (shown != null && !shown.equals(write.state())) {
                found.add(new Violation(Rule.TOLD_IS_FINAL, of.key, "was " + shown + ", is " + write));
            }
        }
    }

    /** With one effect, or set aside, or ended in a way that its client was told. */
    private static void checkAccepted(Account of, List<Violation> found) {
        boolean told = of.wasTold(Verdict.DECLINED)
                || of.seen.stream().anyMatch(seen -> seen.state().equals("cancelled"));
        boolean setAside = of.stored.stream().anyMatch(StoredWrite::isSetAside);
        if (of.effects.isEmpty() && !told && !setAside) {
            found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "accepted, no effect, and the store has " + of.stored));
        }
    }

    private static void checkStored(Account of, StoredWrite write, List<Violation> found) {
        if (write.waits()) {
            found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "still waits: " + write));
        }
        if (write.isSetAside() && (write.reason().isBlank() || !write.readable())) {
            found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "set aside without reason or payload: " + write));
        }
        if (write.state().equals("delivered") && of.effects.isEmpty() && !of.wasTold(Verdict.DECLINED)) {
            found.add(new Violation(Rule.SUCCESS_HAS_EFFECT, of.key, "the store has " + write + ", and no effect"));
        }
    }
}
