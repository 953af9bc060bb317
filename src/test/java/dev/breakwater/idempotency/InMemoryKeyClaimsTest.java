package dev.breakwater.idempotency;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

class InMemoryKeyClaimsTest extends KeyClaimsContract {

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final KeyClaims claims = new InMemoryKeyClaims(now::get);

    @Override
    <T> T on(Function<KeyClaims, Future<T>> step) {
        return step.apply(claims).result();
    }

    @Override
    void advance(Duration by) {
        now.addAndGet(by.toMillis());
    }
}
