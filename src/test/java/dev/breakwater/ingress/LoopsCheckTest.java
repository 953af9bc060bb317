package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.sandbox.SetTicker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsCheckTest {

    private final SetTicker ticker = new SetTicker();
    private final Vertx vertx = Vertx.vertx();
    private final Heartbeats heartbeats = new Heartbeats(ticker);

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_loop_that_does_not_turn_is_dead_after_half_a_minute_and_alive_once_it_turns_again() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(turn -> {
            heartbeats.beatOn(vertx);
            stuck.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();

        ticker.advance(Duration.ofSeconds(29));
        assertThat(LoopsCheck.of(heartbeats).getStatus()).isEqualTo(Status.UP);
        ticker.advance(Duration.ofSeconds(2));
        assertThat(LoopsCheck.of(heartbeats).getStatus()).isEqualTo(Status.DOWN);

        held.countDown();
        await().until(() -> LoopsCheck.of(heartbeats).getStatus() == Status.UP);
    }
}
