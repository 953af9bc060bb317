package dev.breakwater.load.check;

import dev.breakwater.load.check.Told.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a run: a function of its evidence, and of nothing else. */
public final class Checker {

    private Checker() {}

    /** All violations; none if every rule holds that can be checked. */
    public static List<Violation> check(Evidence evidence) {
        Collection<Account> accounts = Account.of(evidence).values();
        List<Violation> found = new ArrayList<>();
        accounts.forEach(account -> checkEnding(account, found));
        if (evidence.effects() != null) {
            accounts.forEach(account -> checkEffects(account, found));
            checkReferences(evidence, found);
            checkLanes(accounts, found);
        }
        return found;
    }

    /** The rules that the evidence is enough for. */
    public static List<Rule> checked(Evidence evidence) {
        return List.of(Rule.values()).stream()
                .filter(rule -> evidence.effects() != null || !rule.needsLedger())
                .toList();
    }

    private static void checkEnding(Account of, List<Violation> found) {
        Set<String> known = of.kept.stream().map(Kept::id).collect(Collectors.toSet());
        for (Told told : of.told) {
            boolean accepted = told.verdict() == Verdict.ACCEPTED;
            if (accepted && (told.writeId() == null || !known.contains(told.writeId()))) {
                found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "accepted, and nothing is known of it: " + told));
            }
        }
        for (Kept write : of.kept) {
            if (write.waits()) {
                found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "still waits: " + write));
            } else if (!write.state().equals("delivered") && !write.isParked() && !write.isUndone()) {
                found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "accepted, and gone: " + write));
            } else if (!write.state().equals("delivered") && write.reason().isBlank()) {
                found.add(new Violation(Rule.ACCEPTED_ENDS, of.key, "ended without a reason: " + write));
            }
        }
    }

    private static void checkEffects(Account of, List<Violation> found) {
        if (of.asked.isEmpty()) {
            found.add(new Violation(Rule.ONE_EFFECT, of.key, "nobody asked for it: " + of.effects));
            return;
        }
        if (of.executions() > 1) {
            found.add(new Violation(Rule.ONE_EFFECT, of.key, "executed " + of.executions() + " times: " + of.effects));
        }
        for (Effect effect : of.effects) {
            if (!effect.payload().equals(of.payload())) {
                found.add(new Violation(Rule.ACCEPTED_PAYLOAD, of.key, "asked " + of.payload() + ", done " + effect));
            }
        }
        if (of.effects.isEmpty()) {
            if (of.wasTold(Verdict.SUCCEEDED) || of.kept.stream().anyMatch(Kept::isDone)) {
                found.add(new Violation(
                        Rule.DELIVERED_HAS_EFFECT, of.key, "no effect, and told " + of.told + ", kept " + of.kept));
            }
        } else if (of.wasNeverDone() || of.endedUndone()) {
            found.add(new Violation(
                    Rule.REFUSED_HAS_NO_EFFECT,
                    of.key,
                    "told " + of.told + ", kept " + of.kept + ", and done: " + of.effects));
        }
    }

    /** One reference, one effect, also if the provider was shown another key the second time, or none. */
    private static void checkReferences(Evidence evidence, List<Violation> found) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (Asked asked : evidence.asked()) {
            if (asked.key() != null && asked.payload() != null) {
                keys.put(asked.payload(), asked.key());
            }
        }
        Map<String, List<Effect>> byPayload = Objects.requireNonNull(evidence.effects()).stream()
                .filter(effect -> keys.containsKey(effect.payload()))
                .collect(Collectors.groupingBy(Effect::payload, LinkedHashMap::new, Collectors.toList()));
        byPayload.forEach((payload, effects) -> {
            Set<String> shown = new TreeSet<>();
            effects.forEach(effect -> shown.add(String.valueOf(effect.key())));
            if (shown.size() > 1) {
                found.add(new Violation(
                        Rule.ONE_EFFECT, keys.getOrDefault(payload, ""), "done under several keys: " + effects));
            }
        });
    }

    private static void checkLanes(Collection<Account> accounts, List<Violation> found) {
        Map<String, List<Account>> lanes = accounts.stream()
                .filter(account -> account.lane() != null)
                .collect(Collectors.groupingBy(
                        account -> Objects.requireNonNull(account.lane()), LinkedHashMap::new, Collectors.toList()));
        lanes.values().forEach(lane -> checkLane(lane, found));
    }

    /** One write is before another if its client had heard of its place when the other was first asked for. */
    private static void checkLane(List<Account> lane, List<Violation> found) {
        List<Place> accepted = lane.stream()
                .flatMap(each -> each.acceptedAt().map(at -> new Place(each, at)).stream())
                .sorted(Comparator.comparing(Place::acceptedAt))
                .toList();
        for (Account later : lane) {
            if (later.effects.isEmpty()) {
                continue;
            }
            Instant asked = later.firstAskedAt();
            for (Place earlier : accepted) {
                if (!earlier.acceptedAt().isBefore(asked)) {
                    break;
                }
                String fault = earlier.account() == later ? null : faultOf(earlier.account(), later);
                if (fault != null) {
                    found.add(new Violation(Rule.LANE_ORDER, later.key, fault + " " + earlier.account().key));
                }
            }
        }
    }

    private record Place(Account account, Instant acceptedAt) {}

    private static @Nullable String faultOf(Account earlier, Account later) {
        if (earlier.isParked()) {
            return "done though its lane is blocked by the parked";
        }
        if (earlier.effects.isEmpty()) {
            return earlier.endedUndone() ? null : "done without its predecessor";
        }
        return earlier.firstSeq() < later.firstSeq() ? null : "done before its predecessor";
    }
}
