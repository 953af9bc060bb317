package dev.breakwater.sandbox.fault;

import dev.breakwater.exchange.Chance;
import dev.breakwater.sandbox.api.PathTemplate;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A fault, and whom it hits.
 *
 * <p>Threading: one event loop.
 */
public final class FaultRule {

    /** Whom a rule hits, how often, and for how long; {@code times} and {@code forMillis} are negative for "no end". */
    record Reach(Optional<String> method, Optional<PathTemplate> path, double ratio, long times, long forMillis) {}

    private final Fault fault;
    private final Reach reach;
    private final JsonObject written;
    private final Set<Runnable> held = new LinkedHashSet<>();
    private long timesLeft;
    private boolean inForce = true;

    FaultRule(Fault fault, Reach reach, JsonObject written) {
        this.fault = fault;
        this.reach = reach;
        this.written = written;
        this.timesLeft = reach.times();
    }

    public Fault fault() {
        return fault;
    }

    public long forMillis() {
        return reach.forMillis();
    }

    /** Whether it hits this request; a hit is counted. */
    boolean hits(String method, String path, Chance chance) {
        boolean hit = !fault.refusesConnections()
                && timesLeft != 0
                && reach.method().map(method::equalsIgnoreCase).orElse(true)
                && reach.path().map(template -> template.matches(path)).orElse(true)
                && (reach.ratio() >= 1 || chance.next() < reach.ratio());
        if (hit && timesLeft > 0) {
            timesLeft--;
        }
        return hit;
    }

    /** Runs {@code then} once the rule is removed, at once if it already is; what is returned calls that off. */
    public Runnable whenRemoved(Runnable then) {
        if (inForce) {
            held.add(then);
        } else {
            then.run();
        }
        return () -> held.remove(then);
    }

    void removed() {
        inForce = false;
        List<Runnable> release = List.copyOf(held);
        held.clear();
        release.forEach(Runnable::run);
    }

    JsonObject json() {
        JsonObject json = written.copy().put("held", held.size());
        return timesLeft >= 0 ? json.put("times_left", timesLeft) : json;
    }
}
