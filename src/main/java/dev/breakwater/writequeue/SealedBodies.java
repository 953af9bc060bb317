package dev.breakwater.writequeue;

import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.vault.Vault;
import io.vertx.redis.client.Response;

/** Requests and answers as the store holds them: readable for whoever has the vault's key, each for its own write. */
record SealedBodies(Vault vault) {

    byte[] seal(StoredRequest request, WriteId id) {
        return vault.seal(request.toBytes(), id.toString());
    }

    byte[] seal(StoredAnswer answer, WriteId id) {
        return vault.seal(answer.toBytes(), answerOf(id));
    }

    /**
     * Opens what {@link #seal(StoredRequest, WriteId)} made.
     *
     * @throws dev.breakwater.vault.Unreadable if it cannot be opened
     * @throws IllegalArgumentException if it is not what a request looks like
     */
    StoredRequest request(Response sealed, WriteId id) {
        return StoredRequest.fromBytes(vault.open(sealed.toBytes(), id.toString()));
    }

    /**
     * Opens what {@link #seal(StoredAnswer, WriteId)} made.
     *
     * @throws dev.breakwater.vault.Unreadable if it cannot be opened
     * @throws IllegalArgumentException if it is not what an answer looks like
     */
    StoredAnswer answer(Response sealed, WriteId id) {
        return StoredAnswer.fromBytes(vault.open(sealed.toBytes(), answerOf(id)));
    }

    private static String answerOf(WriteId id) {
        return id + ":answer";
    }
}
