package dev.breakwater.fallback;

import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A queued write as its client sees it. */
public final class WriteJson {

    /** Below which queued writes are found. */
    public static final String PLACE = "/-/writes/";

    private WriteJson() {}

    /** Where {@code id} is found. */
    public static String place(WriteId id) {
        return PLACE + id;
    }

    /** What a 202 says of it. */
    public static JsonObject brief(QueuedWrite write) {
        Receipt receipt = write.receipt();
        return new JsonObject()
                .put("id", write.id().toString())
                .put("state", write.state().label())
                .put("provider", write.scope().provider())
                .put("route", write.scope().route())
                .put("lane", write.lane() == null ? null : write.lane().value())
                .put("accepted_at", write.acceptedAt().toString())
                .put("expires_at", write.expiresAt().toString())
                .put(
                        "receipt",
                        new JsonObject()
                                .put("durability", receipt.durability().name().toLowerCase(Locale.ROOT))
                                .put("replicas", receipt.replicas()))
                .put("status_url", place(write.id()));
    }

    /** The same with what happened to it. */
    public static JsonObject whole(QueuedWrite write) {
        JsonArray timeline = new JsonArray();
        write.timeline()
                .forEach(event -> timeline.add(new JsonObject()
                        .put("at", event.at().toString())
                        .put("what", event.what())
                        .put("detail", event.detail())));
        return brief(write)
                .put("reason", write.state().reasonIfAny())
                .put("attempts", write.attempts())
                .put("timeline", timeline);
    }
}
