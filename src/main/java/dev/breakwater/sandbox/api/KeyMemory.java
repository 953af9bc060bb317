package dev.breakwater.sandbox.api;

import dev.breakwater.exchange.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which idempotency keys are taken, and the first answers under them, oldest first. A key is forgotten when its time is
 * up; one whose call still runs is not.
 */
final class KeyMemory {

    /** Beyond this a new key is refused: forgetting an old one early would be a lie. */
    static final int KEYS_MAX = 1_000_000;

    /** A key, and what is known about it; no answer while the call runs. */
    static final class Taken {
        final String fingerprint;
        final long sinceNanos;

        @Nullable
        Answer answer;

        private Taken(String fingerprint, long sinceNanos, @Nullable Answer answer) {
            this.fingerprint = fingerprint;
            this.sinceNanos = sinceNanos;
            this.answer = answer;
        }
    }

    private final Map<String, Taken> taken = new LinkedHashMap<>();
    private final Duration memory;
    private final Ticker ticker;

    KeyMemory(Duration memory, Ticker ticker) {
        this.memory = memory;
        this.ticker = ticker;
    }

    Optional<Taken> find(String key) {
        forgetOld();
        return Optional.ofNullable(taken.get(key));
    }

    boolean full() {
        return taken.size() >= KEYS_MAX;
    }

    Taken take(String key, String fingerprint) {
        Taken mine = new Taken(fingerprint, ticker.nanos(), null);
        taken.put(key, mine);
        return mine;
    }

    void release(String key, Taken mine) {
        taken.remove(key, mine);
    }

    /** Takes a key and its answer as they were before a restart. */
    void restore(String key, String fingerprint, Instant at, Answer answer) {
        long ageNanos = Math.max(0, Duration.between(at, ticker.now()).toNanos());
        taken.put(key, new Taken(fingerprint, ticker.nanos() - ageNanos, answer));
    }

    /** Forgets every answer; calls that still run keep their keys. */
    void forget() {
        taken.values().removeIf(each -> each.answer != null);
    }

    void clear() {
        taken.clear();
    }

    private void forgetOld() {
        Iterator<Taken> eldestFirst = taken.values().iterator();
        while (eldestFirst.hasNext()) {
            Taken eldest = eldestFirst.next();
            if (ticker.nanos() - eldest.sinceNanos < memory.toNanos()) {
                return;
            }
            if (eldest.answer != null) {
                eldestFirst.remove();
            }
        }
    }
}
