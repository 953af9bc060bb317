package dev.breakwater.fault.queue.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with a run: a function of its evidence, and of nothing else. */
public final class Checker {

    private Checker() {}

    /** All violations; none if everything holds. */
    public static List<Violation> check(Evidence evidence) {
        Map<String, Account> accounts = Account.of(evidence);
        List<Violation> found = new ArrayList<>();
        for (Account account : accounts.values()) {
            Effects.check(account, found);
            Endings.check(account, found);
            Attempts.check(account, evidence, found);
        }
        LaneOrder.check(accounts.values(), found);
        Spills.check(evidence, found);
        Trails.check(evidence, found);
        return found;
    }
}
