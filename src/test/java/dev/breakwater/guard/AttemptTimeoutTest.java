package dev.breakwater.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Deadline;
import dev.breakwater.sandbox.SetTicker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An attempt may take its own time or what is left of the deadline, whichever is shorter. */
@SuppressWarnings("FutureReturnValueIgnored") // most of these timers are to expire
class AttemptTimeoutTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final SetTicker ticker = new SetTicker();
    private final AtomicInteger expired = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void expires_after_its_own_time() {
        new AttemptTimeout(vertx, Duration.ofMillis(20), ticker)
                .start(Deadline.after(HOUR, ticker), expired::incrementAndGet);
        await().untilAtomic(expired, n -> assertThat(n).isEqualTo(1));
    }

    @Test
    void expires_with_the_deadline_if_that_is_sooner() {
        new AttemptTimeout(vertx, HOUR, ticker)
                .start(Deadline.after(Duration.ofMillis(20), ticker), expired::incrementAndGet);
        await().untilAtomic(expired, n -> assertThat(n).isEqualTo(1));
    }

    @Test
    void expires_at_once_if_the_deadline_has_passed() {
        Deadline deadline = Deadline.after(Duration.ofMillis(20), ticker);
        ticker.advance(HOUR);
        new AttemptTimeout(vertx, HOUR, ticker).start(deadline, expired::incrementAndGet);
        await().untilAtomic(expired, n -> assertThat(n).isEqualTo(1));
    }

    @Test
    void never_expires_before_its_time() {
        Duration longest = Duration.ofNanos(30_400_000); // not a whole number of milliseconds
        AtomicLong tookNanos = new AtomicLong();
        long began = System.nanoTime();
        new AttemptTimeout(vertx, longest, ticker)
                .start(Deadline.after(HOUR, ticker), () -> tookNanos.set(System.nanoTime() - began));
        await().until(() -> tookNanos.get() > 0);
        assertThat(tookNanos.get()).isGreaterThanOrEqualTo(longest.toNanos());
    }

    @Test
    void does_not_expire_once_stopped() {
        AttemptTimeout timeout = new AttemptTimeout(vertx, Duration.ofMillis(30), ticker);
        timeout.start(Deadline.after(HOUR, ticker), () -> expired.addAndGet(100))
                .cancel(false);
        timeout.start(Deadline.after(HOUR, ticker), expired::incrementAndGet);
        await().untilAtomic(expired, n -> assertThat(n).isEqualTo(1));
    }
}
