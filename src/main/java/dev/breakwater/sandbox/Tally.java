package dev.breakwater.sandbox;

import io.vertx.core.json.JsonObject;

/** Counts of what became of requests. Received are those answered, abandoned, broken off, or still in flight. */
final class Tally {

    long received;
    long executed;
    long replayed;
    long answered;
    long abandoned;
    long brokenOff;

    JsonObject json() {
        return new JsonObject()
                .put("received", received)
                .put("executed", executed)
                .put("replayed", replayed)
                .put("answered", answered)
                .put("abandoned", abandoned)
                .put("broken_off", brokenOff)
                .put("in_flight", received - answered - abandoned - brokenOff);
    }
}
