package dev.breakwater.sandbox.api;

import io.vertx.core.json.JsonObject;

/**
 * Something that a call changed at the provider.
 *
 * @param name kind of object and what happened to it, such as {@code refund.created}
 * @param amount what moved, in the currency's smallest unit
 * @param object the object as it is now
 */
public record Effect(String name, String objectId, long amount, String currency, JsonObject object) {

    static Effect of(String name, long amount, JsonObject object) {
        return new Effect(name, object.getString("id"), amount, object.getString("currency"), object);
    }
}
