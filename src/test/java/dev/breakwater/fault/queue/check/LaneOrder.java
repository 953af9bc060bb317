package dev.breakwater.fault.queue.check;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** That effects of a lane come in the order in which its writes were accepted. */
final class LaneOrder {

    private LaneOrder() {}

    static void check(Collection<Account> accounts, List<Violation> found) {
        Map<String, List<Account>> lanes = accounts.stream()
                .filter(account -> account.lane() != null)
                .collect(Collectors.groupingBy(
                        account -> Objects.requireNonNull(account.lane()), LinkedHashMap::new, Collectors.toList()));
        lanes.values().forEach(lane -> checkLane(lane, found));
    }

    /** One write is before another if it had been accepted when the other was first asked for. */
    private static void checkLane(List<Account> lane, List<Violation> found) {
        List<Account> executed =
                lane.stream().filter(each -> !each.effects.isEmpty()).toList();
        for (Account later : executed) {
            Instant asked = later.firstAskedAt();
            for (Account earlier : lane) {
                boolean before = earlier != later
                        && earlier.accepted()
                                .map(told -> told.at().isBefore(asked))
                                .orElse(false);
                String fault = before ? faultOf(earlier, later) : null;
                if (fault != null) {
                    found.add(new Violation(Rule.LANE_ORDER, later.key, fault + " " + earlier.key));
                }
            }
        }
    }

    private static @Nullable String faultOf(Account earlier, Account later) {
        if (earlier.isParked()) {
            return "executed though its lane is blocked by the parked";
        }
        if (earlier.effects.isEmpty()) {
            return earlier.endedUndone() ? null : "executed without its predecessor";
        }
        return firstSeq(earlier) < firstSeq(later) ? null : "executed before its predecessor";
    }

    private static long firstSeq(Account of) {
        return of.effects.stream()
                .map(Effect::seq)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }
}
