package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Api;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What came in and what became of it: in total, by path template, and by idempotency key.
 *
 * <p>Threading: one event loop.
 */
final class Traffic {

    /** The counts of older keys are dropped, the total's never. */
    private static final int KEYS_MAX = 100_000;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Api api;
    private final Map<String, Tally> byPath = new TreeMap<>();
    private final Map<String, Tally> byKey = new LinkedHashMap<>();
    private Tally total = new Tally();
    private long inFlight;
    private long openConnections;

    Traffic(Api api) {
        this.api = api;
    }

    void connected(HttpConnection connection) {
        openConnections++;
        connection.closeHandler(closed -> openConnections--);
    }

    /** A request whose head is here. */
    Visit arrived(String method, String path) {
        inFlight++;
        Visit visit = new Visit(() -> inFlight--);
        visit.countIn(total);
        String name = (METHODS.contains(method) ? method : "OTHER") + " "
                + api.template(path).orElse("other");
        visit.countIn(byPath.computeIfAbsent(name, unknown -> new Tally()));
        return visit;
    }

    void keyed(Visit visit, String key) {
        visit.countIn(byKey.computeIfAbsent(key, unknown -> new Tally()));
        if (byKey.size() > KEYS_MAX) {
            byKey.remove(byKey.keySet().iterator().next());
        }
    }

    /** Counts from zero; requests still in flight end in the old counts. */
    void clear() {
        total = new Tally();
        byPath.clear();
        byKey.clear();
    }

    JsonObject json() {
        JsonObject paths = new JsonObject();
        byPath.forEach((name, tally) -> paths.put(name, tally.json()));
        return new JsonObject()
                .put("open_connections", openConnections)
                .put("in_flight", inFlight)
                .put("total", total.json())
                .put("by_path", paths);
    }

    JsonObject json(String key) {
        return byKey.getOrDefault(key, new Tally()).json().put("key", key);
    }
}
