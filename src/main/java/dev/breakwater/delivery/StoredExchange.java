package dev.breakwater.delivery;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredRequest;
import dev.breakwater.exchange.Target;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Makes exchanges of stored requests. */
final class StoredExchange {

    private StoredExchange() {}

    /**
     * What every attempt of a write sends.
     *
     * @param key what the provider is shown
     * @throws RuntimeException if no request can be made of what is stored
     */
    static Exchange of(StoredRequest request, Scope scope, IdempotencyKey key, Ticker ticker) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        request.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
        Exchange exchange = new Exchange(request.method(), Target.of(request.uri(), ""), headers, ticker.nanos());
        exchange.matched(scope);
        exchange.shownAs(key);
        exchange.arrived(Buffer.buffer(request.body()));
        return exchange;
    }
}
