package dev.breakwater.fault.queue.check;

import dev.breakwater.fault.queue.check.Told.Verdict;
import java.util.List;

/** What the ledger has, against what clients asked for and were told. */
final class Effects {

    private Effects() {}

    static void check(Account of, List<Violation> found) {
        if (of.executions() > 1) {
            found.add(new Violation(Rule.ONE_EFFECT, of.key, "executed " + of.executions() + " times: " + of.effects));
        }
        if (of.asked.isEmpty() && !of.effects.isEmpty()) {
            found.add(new Violation(Rule.ONE_EFFECT, of.key, "nobody asked for it: " + of.effects));
        }
        for (Effect effect : of.effects) {
            if (!of.asked.isEmpty() && !effect.payload().equals(of.payload())) {
                found.add(new Violation(
                        Rule.ACCEPTED_PAYLOAD, of.key, "accepted " + of.payload() + ", executed " + effect.payload()));
            }
        }
        if (of.wasOnlyRefused() && !of.effects.isEmpty()) {
            found.add(new Violation(Rule.REFUSED_HAS_NO_EFFECT, of.key, "refused " + of.told + ", and executed"));
        }
        for (Told success : of.told(Verdict.SUCCEEDED)) {
            if (of.effects.stream().noneMatch(effect -> !effect.at().isAfter(success.at()))) {
                found.add(
                        new Violation(Rule.SUCCESS_HAS_EFFECT, of.key, "told " + success + ", effects " + of.effects));
            }
        }
        if (of.endedUndone() && !of.effects.isEmpty()) {
            found.add(new Violation(
                    Rule.FAILED_HAS_NO_EFFECT, of.key, of.stored + " " + of.seen + ", and executed: " + of.effects));
        }
    }
}
