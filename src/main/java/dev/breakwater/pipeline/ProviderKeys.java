package dev.breakwater.pipeline;

import dev.breakwater.exchange.Digest;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What the provider is shown as the key: the client's own; a shorter one that derives from it, the same over replays
 * and replicas, where the provider cannot take it; a random one for a write without a key, so that our own retries are
 * recognised.
 *
 * <p>Threading: safe for any thread.
 */
final class ProviderKeys {

    private final Tokens tokens;

    ProviderKeys(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Chooses the key of {@code passage}, once. */
    void choose(Passage passage) {
        Exchange exchange = passage.exchange();
        Contract contract = passage.provider().settings().contract();
        KeyRule rule = contract.key();
        IdempotencyKey key = exchange.key();
        if (key == null) {
            if (passage.route().kind() == Kind.WRITE && contract.recognises(exchange.method())) {
                exchange.shownAs(new IdempotencyKey(tokens.next()));
            }
        } else if (isTooLong(key, rule)) {
            Scope scope = passage.route().scope();
            exchange.shownAs(new IdempotencyKey(
                    Digest.of("provider-key", exchange.clientName(), scope.provider(), scope.route(), key.value())));
        }
    }

    private static boolean isTooLong(IdempotencyKey key, @Nullable KeyRule rule) {
        return rule != null && key.value().length() > rule.lengthMax();
    }
}
