package dev.breakwater.sandbox.fault;

import dev.breakwater.exchange.Chance;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules in force, in their order. On one request all circumstances apply that hit it, and the first other fault.
 *
 * <p>Threading: one event loop.
 */
public final class Faults {

    /** What one request will meet. */
    public record Plan(long delayMillis, boolean forgetsKeys, Optional<FaultRule> rule) {}

    private final Chance chance;
    private List<FaultRule> rules = new ArrayList<>();

    public Faults(Chance chance) {
        this.chance = chance;
    }

    public Chance chance() {
        return chance;
    }

    public Plan plan(String method, String path) {
        long delayMillis = 0;
        boolean forgetsKeys = false;
        FaultRule chosen = null;
        for (FaultRule rule : rules) {
            if ((chosen != null && !rule.fault().isCircumstance()) || !rule.hits(method, path, chance)) {
                continue;
            }
            delayMillis += rule.fault().delayMillis(chance);
            forgetsKeys |= rule.fault().forgetsKeys();
            chosen = rule.fault().isCircumstance() ? chosen : rule;
        }
        return new Plan(delayMillis, forgetsKeys, Optional.ofNullable(chosen));
    }

    public boolean refusesConnections() {
        return rules.stream().anyMatch(rule -> rule.fault().refusesConnections());
    }

    /** Puts these rules in the place of all others; requests that the others held go on. */
    public void replace(List<FaultRule> added) {
        List<FaultRule> old = rules;
        rules = new ArrayList<>(added);
        old.forEach(FaultRule::removed);
    }

    public void remove(FaultRule rule) {
        if (rules.remove(rule)) {
            rule.removed();
        }
    }

    public JsonArray json() {
        JsonArray json = new JsonArray();
        rules.forEach(rule -> json.add(rule.json()));
        return json;
    }
}
