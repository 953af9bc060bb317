package dev.breakwater.writequeue;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

final class InMemoryWriteQueueTest extends WriteQueueContract {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InMemoryWriteQueue queue = new InMemoryWriteQueue(
            SETTINGS,
            new Ticker() {
                @Override
                public long nanos() {
                    return now.toEpochMilli() * 1_000_000;
                }

                @Override
                public Instant now() {
                    return now;
                }
            },
            Tokens.system());

    @Override
    <T> T on(Function<WriteQueue, Future<T>> step) {
        return step.apply(queue).result();
    }

    @Override
    void advance(Duration by) {
        now = now.plus(by);
    }
}
