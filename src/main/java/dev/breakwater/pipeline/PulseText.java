package dev.breakwater.pipeline;

import dev.breakwater.exchange.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * How the routes of one replica have fared, as it tells the others. Points in which nothing happened are left out.
 *
 * @param seconds how much of the five minutes it has run
 * @param routes by scope; for each, its points' figures by the point's number, 0 being the oldest
 */
record PulseText(double seconds, JsonObject routes) {

    private static final String SECONDS = "seconds";
    private static final String ROUTES = "routes";

    String json() {
        return new JsonObject().put(SECONDS, seconds).put(ROUTES, routes).encode();
    }

    /** @throws RuntimeException if it is no such text */
    static PulseText parse(String json) {
        JsonObject object = new JsonObject(json);
        return new PulseText(object.getDouble(SECONDS), object.getJsonObject(ROUTES));
    }

    /** Adds what it says of a route's point; nothing if it says nothing. */
    void addTo(Figures figures, Scope scope, int point) {
        JsonObject points = routes.getJsonObject(scope.toString());
        JsonArray told = points == null ? null : points.getJsonArray(Integer.toString(point));
        if (told != null) {
            figures.add(told);
        }
    }
}
