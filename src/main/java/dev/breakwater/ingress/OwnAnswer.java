package dev.breakwater.ingress;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.WriteId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;

/** An answer that no provider gave. */
final class OwnAnswer {

    private OwnAnswer() {}

    /** What is known of a write. */
    static Ending json(JsonObject json, WriteId id) {
        return Ending.of(
                json.getString("state"),
                new Answer(
                        200,
                        "",
                        HttpHeaders.headers()
                                .set(HttpHeaders.CONTENT_TYPE, "application/json")
                                .set(HttpHeaders.CACHE_CONTROL, "no-store")
                                .set(Problem.WRITE_ID, id.toString()),
                        json.toBuffer(),
                        null));
    }
}
