package dev.breakwater.exchange;

/**
 * What an idempotency key is a name within: two clients, or two routes, may use the same key for different effects.
 *
 * @param client the client's name
 * @param scope provider and route
 * @param key the client's key, or the one that we made
 */
public record KeyScope(String client, Scope scope, IdempotencyKey key) {

    /** The key's name in the store, from which the id of its write derives: the same over replays and replicas. */
    public String hash() {
        return Digest.of("key", client, scope.provider(), scope.route(), key.value());
    }
}
