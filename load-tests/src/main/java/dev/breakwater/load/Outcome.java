package dev.breakwater.load;

import dev.breakwater.load.check.Checker;
import dev.breakwater.load.check.Evidence;
import dev.breakwater.load.check.Guard;
import dev.breakwater.load.check.Journal.History;
import dev.breakwater.load.check.Rule;
import dev.breakwater.load.check.Seen;
import dev.breakwater.load.check.Violation;
import dev.breakwater.load.suite.Plan;
import java.util.Arrays;
import java.util.List;

/**
 * All that came of a run.
 *
 * @param assertions Gatling's, a line each, that says whether it holds
 * @param guards empty if nobody knows the bounds
 * @param seen at the provider; empty if nobody looked
 */
record Outcome(
        Plan plan,
        History history,
        Evidence evidence,
        List<Violation> violations,
        List<String> assertions,
        List<Guard> guards,
        List<Seen> seen) {

    private static final String FAILED = " : false";

    boolean passed() {
        return failedAssertions().isEmpty()
                && violations.isEmpty()
                && guards.stream().allMatch(Guard::holds);
    }

    List<String> failedAssertions() {
        return assertions.stream().filter(Outcome::failed).toList();
    }

    /** Whether the line says of an assertion that it does not hold. */
    static boolean failed(String assertion) {
        return assertion.contains(FAILED);
    }

    /** Whether the line says anything of an assertion. */
    static boolean isAssertion(String line) {
        return line.contains(" : true") || failed(line);
    }

    List<Violation> violations(Rule of) {
        return violations.stream().filter(each -> each.rule() == of).toList();
    }

    /** The rules that could not be checked. */
    List<Rule> unchecked() {
        List<Rule> checked = Checker.checked(evidence);
        return Arrays.stream(Rule.values())
                .filter(rule -> !checked.contains(rule))
                .toList();
    }
}
