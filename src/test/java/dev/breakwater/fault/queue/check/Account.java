package dev.breakwater.fault.queue.check;

import dev.breakwater.fault.queue.check.Told.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that is known of one key. */
final class Account {

    final String key;
    final List<Asked> asked = new ArrayList<>();
    final List<Told> told = new ArrayList<>();
    final List<Seen> seen = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    final List<Arrival> arrivals = new ArrayList<>();
    final List<StoredWrite> stored = new ArrayList<>();

    private final Map<Integer, Asked> byNumber = new HashMap<>();

    private Account(String key) {
        this.key = key;
    }

    /** One account per key, in the order in which they were first asked for. */
    static Map<String, Account> of(Evidence evidence) {
        Map<String, Account> all = new LinkedHashMap<>();
        Map<Integer, Account> byNumber = new HashMap<>();
        for (Asked asked : evidence.history().asked()) {
            Account account = all.computeIfAbsent(asked.key(), Account::new);
            account.asked.add(asked);
            account.byNumber.put(asked.number(), asked);
            byNumber.put(asked.number(), account);
        }
        evidence.history()
                .told()
                .forEach(told -> byNumber.get(told.number()).told.add(told));
        evidence.history()
                .seen()
                .forEach(seen ->
                        all.computeIfAbsent(seen.key(), Account::new).seen.add(seen));
        evidence.effects()
                .forEach(effect -> all.computeIfAbsent(nameOf(effect.key()), Account::new)
                        .effects
                        .add(effect));
        evidence.arrivals()
                .forEach(arrival -> all.computeIfAbsent(nameOf(arrival.key()), Account::new)
                        .arrivals
                        .add(arrival));
        evidence.stored()
                .forEach(write ->
                        all.computeIfAbsent(write.key(), Account::new).stored.add(write));
        return all;
    }

    /** The requests that were told {@code verdict}. */
    List<Told> told(Verdict verdict) {
        return told.stream().filter(each -> each.verdict() == verdict).toList();
    }

    boolean wasTold(Verdict verdict) {
        return told.stream().anyMatch(each -> each.verdict() == verdict);
    }

    /** Whether each request has been answered, and each with a refusal. */
    boolean wasOnlyRefused() {
        return !asked.isEmpty()
                && told.size() == asked.size()
                && told.stream().allMatch(each -> each.verdict() == Verdict.REFUSED);
    }

    /** The first answer after which the write has its place in its lane. */
    Optional<Told> accepted() {
        return told.stream()
                .filter(each -> each.verdict() == Verdict.ACCEPTED || each.verdict() == Verdict.SUCCEEDED)
                .min(Comparator.comparing(Told::at));
    }

    /** The payload that was accepted, or would be. */
    @Nullable
    String payload() {
        return accepted()
                .map(answer -> byNumber.get(answer.number()))
                .or(() -> asked.stream().findFirst())
                .map(Asked::payload)
                .orElse(null);
    }

    @Nullable
    String lane() {
        return asked.isEmpty() ? null : asked.get(0).lane();
    }

    Instant firstAskedAt() {
        return asked.stream().map(Asked::at).min(Comparator.naturalOrder()).orElse(Instant.MAX);
    }

    /** Requests that had an effect; one request may have several. */
    long executions() {
        return effects.stream().map(Effect::request).distinct().count();
    }

    /** Whether it is over, surely without an effect. */
    boolean endedUndone() {
        return stored.stream().anyMatch(StoredWrite::isUndone)
                || seen.stream()
                        .anyMatch(each ->
                                each.state().equals("dead") || each.state().equals("cancelled"))
                || wasTold(Verdict.DECLINED);
    }

    /** Whether the store still has it among the parked. */
    boolean isParked() {
        return stored.stream().anyMatch(write -> write.state().equals("parked"));
    }

    private static String nameOf(@Nullable String key) {
        return key == null ? "(no key)" : key;
    }
}
