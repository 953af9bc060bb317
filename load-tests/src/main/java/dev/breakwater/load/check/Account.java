package dev.breakwater.load.check;

import dev.breakwater.load.check.Told.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything that is known of one idempotency key. */
final class Account {

    final String key;
    final List<Asked> asked = new ArrayList<>();
    final List<Told> told = new ArrayList<>();
    final List<Effect> effects = new ArrayList<>();
    final List<Kept> kept = new ArrayList<>();

    private Account(String key) {
        this.key = key;
    }

    /**
     * One account per key, in the order in which they were first asked for; effects that nobody asked for have one too.
     */
    static Map<String, Account> of(Evidence evidence) {
        Map<String, Account> all = new LinkedHashMap<>();
        Map<Integer, Account> byNumber = new HashMap<>();
        Map<String, Account> byWrite = new HashMap<>();
        for (Asked asked : evidence.asked()) {
            if (asked.key() != null) {
                Account account = all.computeIfAbsent(asked.key(), Account::new);
                account.asked.add(asked);
                byNumber.put(asked.number(), account);
            }
        }
        for (Told told : evidence.told()) {
            Account account = byNumber.get(told.number());
            if (account != null) {
                account.told.add(told);
                if (told.writeId() != null) {
                    byWrite.put(told.writeId(), account);
                }
            }
        }
        for (Kept kept : evidence.kept()) {
            Account account = byWrite.get(kept.id());
            if (account != null) {
                account.kept.add(kept);
            }
        }
        for (Effect effect : evidence.effects() == null ? List.<Effect>of() : evidence.effects()) {
            if (effect.key() != null && effect.key().startsWith(evidence.prefix())) {
                all.computeIfAbsent(effect.key(), Account::new).effects.add(effect);
            }
        }
        return all;
    }

    boolean wasTold(Verdict verdict) {
        return told.stream().anyMatch(each -> each.verdict() == verdict);
    }

    /** Whether each request has been answered, and each with a refusal or a "no" of the provider's. */
    boolean wasNeverDone() {
        return !asked.isEmpty()
                && told.size() == asked.size()
                && told.stream()
                        .allMatch(each -> each.verdict() == Verdict.REFUSED || each.verdict() == Verdict.DECLINED);
    }

    boolean endedUndone() {
        return kept.stream().anyMatch(Kept::isUndone);
    }

    boolean isParked() {
        return kept.stream().anyMatch(Kept::isParked);
    }

    /** Requests that had an effect; one request may have several. */
    long executions() {
        return effects.stream().map(Effect::request).distinct().count();
    }

    long firstSeq() {
        return effects.stream().map(Effect::seq).min(Comparator.naturalOrder()).orElseThrow();
    }

    /** When its place in its lane was certain: when the first client heard of it. */
    Optional<Instant> acceptedAt() {
        return told.stream()
                .filter(each -> each.verdict() == Verdict.ACCEPTED || each.verdict() == Verdict.SUCCEEDED)
                .map(Told::at)
                .min(Comparator.naturalOrder());
    }

    Instant firstAskedAt() {
        return asked.stream().map(Asked::at).min(Comparator.naturalOrder()).orElse(Instant.MAX);
    }

    @Nullable
    String lane() {
        return asked.isEmpty() ? null : asked.get(0).lane();
    }

    /** The payload that was asked for: the tests never ask for two under one key. */
    @Nullable
    String payload() {
        return asked.isEmpty() ? null : asked.get(0).payload();
    }
}
