package dev.breakwater.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many ask, one call is made, and each hears of it where it waits. */
class CoalescerTest {

    private final Vertx vertx = Vertx.vertx();
    private final Coalescer<String> coalescer = new Coalescer<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final Promise<String> answer = Promise.promise();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void all_share_one_answer_each_on_its_own_event_loop() {
        List<String> heard = new CopyOnWriteArrayList<>();
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            contexts.add(((VertxInternal) vertx).createEventLoopContext());
        }
        for (Context context : contexts) {
            context.runOnContext(now -> coalescer
                    .join("key", context, this::asking)
                    .landed()
                    .onSuccess(text -> heard.add(text + (Vertx.currentContext() == context))));
        }
        await().until(() -> begun.get() == 1);
        answer.complete("a");
        await().until(() -> heard.size() == 20);
        assertThat(heard).containsOnly("atrue");
        assertThat(begun).hasValue(1);
        assertThat(coalescer.inFlight()).isZero();
    }

    @Test
    void other_keys_are_other_calls_and_so_is_the_next_time() {
        Context context = vertx.getOrCreateContext();
        coalescer.join("one", context, this::asking);
        coalescer.join("two", context, this::asking);
        assertThat(begun).hasValue(2);
        answer.complete("a");
        await().until(() -> coalescer.inFlight() == 0);
        coalescer.join("one", context, this::asking);
        assertThat(begun).hasValue(3);
    }

    @Test
    void a_failure_is_shared_too() {
        Context context = vertx.getOrCreateContext();
        Future<String> one = coalescer.join("key", context, this::asking).landed();
        Future<String> other = coalescer.join("key", context, this::asking).landed();
        answer.fail("no");
        await().until(() -> one.failed() && other.failed());
        assertThat(begun).hasValue(1);
    }

    @Test
    void what_cannot_begin_holds_up_nobody() {
        Context context = vertx.getOrCreateContext();
        Future<String> landed = coalescer
                .join("key", context, () -> new Coalescer.Asking<>() {
                    @Override
                    public Future<String> begin() {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void giveUp() {
                        givenUp.incrementAndGet();
                    }
                })
                .landed();
        await().until(landed::failed);
        assertThat(coalescer.inFlight()).isZero();
    }

    @Test
    void it_is_given_up_when_the_last_one_leaves_and_not_before() {
        Context context = vertx.getOrCreateContext();
        Coalescer<String>.Place one = coalescer.join("key", context, this::asking);
        Coalescer<String>.Place other = coalescer.join("key", context, this::asking);
        assertThat(one.isFirst()).isTrue();
        one.leave();
        one.leave();
        assertThat(coalescer.inFlight()).isEqualTo(1);
        other.leave();
        await().until(() -> givenUp.get() == 1);
        assertThat(coalescer.inFlight()).isZero();
        coalescer.join("key", context, this::asking);
        assertThat(begun).hasValue(2);
    }

    @Test
    void with_nobody_waiting_there_is_one_at_a_time_and_whoever_comes_joins_it() {
        Context context = vertx.getOrCreateContext();
        assertThat(coalescer.ask("key", context, this::asking)).isTrue();
        assertThat(coalescer.ask("key", context, this::asking)).isFalse();
        Coalescer<String>.Place place = coalescer.join("key", context, this::asking);
        assertThat(place.isFirst()).isFalse();
        place.leave();
        assertThat(givenUp).hasValue(0);
        assertThat(begun).hasValue(1);
        answer.complete("a");
        await().until(() -> coalescer.inFlight() == 0);
    }

    private Coalescer.Asking<String> asking() {
        Supplier<Future<String>> call = answer::future;
        return new Coalescer.Asking<>() {
            @Override
            public Future<String> begin() {
                begun.incrementAndGet();
                return call.get();
            }

            @Override
            public void giveUp() {
                givenUp.incrementAndGet();
            }
        };
    }
}
