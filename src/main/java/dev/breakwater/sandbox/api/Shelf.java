package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** All objects of one kind, in the order in which they were made. An object is its JSON. */
final class Shelf {

    /** At about 2 KB each, this is what a heap of a few GB holds. */
    private static final int OBJECTS_MAX = 1_000_000;

    private final String kind;
    private final String url;
    private final List<JsonObject> objects = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();

    Shelf(String kind, String url) {
        this.kind = kind;
        this.url = url;
    }

    JsonObject get(String id, String param) {
        Integer position = positions.get(id);
        if (position == null) {
            throw StripeError.missing(kind, id, param);
        }
        return objects.get(position);
    }

    JsonObject put(JsonObject object) {
        Integer position = positions.get(object.getString("id"));
        if (position != null) {
            objects.set(position, object);
            return object;
        }
        if (objects.size() >= OBJECTS_MAX) {
            throw new ApiError(StripeError.answer(
                    503, "api_error", null, null, "The sandbox is full: DELETE /sandbox/ledger empties it."));
        }
        positions.put(object.getString("id"), objects.size());
        objects.add(object);
        return object;
    }

    /** One page, newest first, of those that {@code filter} lets pass. */
    JsonObject page(Form form, Predicate<JsonObject> filter) {
        int limit = form.limit().orElse(10);
        int position = form.text("starting_after")
                .map(id -> {
                    get(id, "starting_after");
                    return positions.get(id);
                })
                .orElse(objects.size());
        JsonArray data = new JsonArray();
        while (--position >= 0 && data.size() <= limit) {
            if (filter.test(objects.get(position))) {
                data.add(objects.get(position));
            }
        }
        boolean more = data.size() > limit;
        if (more) {
            data.remove(limit);
        }
        return new JsonObject()
                .put("object", "list")
                .put("url", url)
                .put("has_more", more)
                .put("data", data);
    }

    List<JsonObject> all() {
        return objects;
    }

    void clear() {
        objects.clear();
        positions.clear();
    }
}
