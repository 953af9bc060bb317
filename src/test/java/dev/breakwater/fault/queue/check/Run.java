package dev.breakwater.fault.queue.check;

import dev.breakwater.fault.queue.check.Evidence.History;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run that is written down step by step, one step a second. */
final class Run {

    private final List<Asked> asked = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<StoredWrite> stored = new ArrayList<>();
    private final List<Trail> trails = new ArrayList<>();
    private final Map<String, byte[]> places = new LinkedHashMap<>();

    private Instant now = Instant.parse("2026-11-25T00:00:00Z");
    private boolean lateOwners;
    private @Nullable Duration window;

    /** A client asks, with the payload that belongs to the key. */
    Run asks(String key, @Nullable String lane) {
        return asks(key, lane, "body of " + key);
    }

    Run asks(String key, @Nullable String lane, String payload) {
        asked.add(new Asked(asked.size() + 1, tick(), key, lane, payload));
        return this;
    }

    /** What the last request was told. */
    Run told(int status, String outcome) {
        told.add(new Told(asked.size(), tick(), status, outcome, null));
        return this;
    }

    Run accepted(String key, @Nullable String lane) {
        return asks(key, lane).told(202, "queued");
    }

    Run sees(String key, String state) {
        seen.add(new Seen(tick(), key, state));
        return this;
    }

    /** An attempt that takes a second. */
    Run sent(String key) {
        return sent(key, "body of " + key, "bytes of " + key);
    }

    Run sent(String key, String payload, String bytes) {
        arrivals.add(new Arrival(tick(), tick(), key, payload, bytes));
        return this;
    }

    /** An attempt that has not ended. */
    Run hangs(String key) {
        arrivals.add(new Arrival(tick(), null, key, "body of " + key, "bytes of " + key));
        return this;
    }

    Run executes(String key) {
        return executes(key, "body of " + key);
    }

    Run executes(String key, String payload) {
        effects.add(new Effect(effects.size() + 1L, tick(), key, payload, "req_" + effects.size()));
        return this;
    }

    /** What the store has of it when all has come to rest. */
    Run stored(String key, String state) {
        return stored(key, state, "");
    }

    Run stored(String key, String state, String reason) {
        stored.add(new StoredWrite("w0-" + key, key, state, reason, true));
        return this;
    }

    Run storedUnreadable(String key, String state) {
        stored.add(new StoredWrite("w0-" + key, key, state, "some reason", false));
        return this;
    }

    /** What its record says, and what the audit log. */
    Run trail(String key, List<String> changes, List<String> events) {
        trails.add(new Trail("w0-" + key, changes, events));
        return this;
    }

    Run later(Duration by) {
        now = now.plus(by);
        return this;
    }

    Run window(Duration of) {
        window = of;
        return this;
    }

    Run lateOwners() {
        lateOwners = true;
        return this;
    }

    Run place(String name, byte[] bytes) {
        places.put(name, bytes);
        return this;
    }

    /** The rules that are broken. */
    List<Rule> broken() {
        Evidence evidence = new Evidence(
                new History(asked, told, seen),
                effects,
                arrivals,
                stored,
                trails,
                window,
                lateOwners,
                places,
                List.of("4242424242424242"));
        return Checker.check(evidence).stream().map(Violation::rule).distinct().toList();
    }

    private Instant tick() {
        now = now.plusSeconds(1);
        return now;
    }
}
