package dev.breakwater.mode;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.BreakerPolicy;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.guard.CallResult;
import dev.breakwater.guard.CircuitBreaker;
import dev.breakwater.store.StoreForTest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What one replica has of modes: its levers and its way to the orders that all share. */
final class ReplicaForTest implements AutoCloseable {

    private static final int WAIT_SECONDS = 30;

    /** Longer than outside tests: this machine may be busy. */
    private static final Duration CONFIRM_MAX = Duration.ofSeconds(6);

    /** Of psp/refunds; opens after one bad call. */
    final CircuitBreaker breaker = new CircuitBreaker(
            new BreakerPolicy(Duration.ofSeconds(30), 0.5, Duration.ofSeconds(5), 1, Duration.ofHours(1), 1),
            Ticker.system(),
            (from, to) -> {});

    final ReplicaLevers levers = new ReplicaLevers(Ticker.system(), Map.of(new Scope("psp", "refunds"), breaker));
    final OrderBook book;
    final StoreForTest store;

    ReplicaForTest(String name, int storePort) {
        this(name, storePort, replica -> {});
    }

    /** @param before what happens to it before it hears of any order */
    ReplicaForTest(String name, int storePort, Consumer<ReplicaForTest> before) {
        before.accept(this);
        store = new StoreForTest(storePort, 2);
        book = new OrderBook(
                store.vertx(), store.store(), name, levers, Redaction.standard(), Ticker.system(), CONFIRM_MAX);
        await(book.start());
    }

    /** Its breaker opens by itself. */
    void failOnce() {
        CircuitBreaker.Permit permit = breaker.tryAcquire();
        if (permit != null) {
            permit.end(CallResult.BAD);
        }
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        await(book.stop());
        store.close();
    }
}
