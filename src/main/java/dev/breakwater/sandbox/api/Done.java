package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What running a call led to: its answer, and what it changed. */
public record Done(Answer answer, List<Effect> effects) {

    static Done unchanged(Answer answer) {
        return new Done(answer, List.of());
    }

    static Done unchanged(JsonObject body) {
        return unchanged(Answer.json(200, body));
    }

    static Done changed(JsonObject body, Effect... effects) {
        return new Done(Answer.json(200, body), List.of(effects));
    }
}
