package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.writequeue.QueuedWrite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LongPollsTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger waiters = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final LongPolls polls = new LongPolls(vertx, Ticker.system(), waiters);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Future<@Nullable QueuedWrite> poll(Duration longest) {
        return polls.until(
                () -> {
                    looks.incrementAndGet();
                    return Future.<@Nullable QueuedWrite>succeededFuture(null);
                },
                write -> enough.get(),
                longest,
                gone::get);
    }

    @Test
    void whoever_comes_when_as_many_wait_as_may_is_told_at_once_and_takes_no_place() {
        waiters.set(LongPolls.WAITERS_MAX);
        assertThat(poll(LONG).succeeded()).isTrue();
        assertThat(looks).hasValue(1);
        assertThat(waiters).hasValue(LongPolls.WAITERS_MAX);
    }

    @Test
    void the_last_place_may_be_taken_and_comes_free_when_something_has_changed() {
        waiters.set(LongPolls.WAITERS_MAX - 1);
        Future<@Nullable QueuedWrite> waiting = poll(LONG);
        assertThat(waiters).hasValue(LongPolls.WAITERS_MAX);
        await().until(() -> looks.get() >= 3);
        assertThat(waiting.isComplete()).isFalse();
        enough.set(true);
        await().until(waiting::isComplete);
        assertThat(waiters).hasValue(LongPolls.WAITERS_MAX - 1);
    }

    @Test
    void a_place_comes_free_when_nobody_waits_any_more_and_at_the_end_of_the_time() {
        Future<@Nullable QueuedWrite> abandoned = poll(LONG);
        Future<@Nullable QueuedWrite> late = poll(Duration.ofMillis(150));
        await().until(late::isComplete);
        assertThat(abandoned.isComplete()).isFalse();
        assertThat(waiters).hasValue(1);
        gone.set(true);
        await().until(abandoned::isComplete);
        assertThat(waiters).hasValue(0);
    }
}
