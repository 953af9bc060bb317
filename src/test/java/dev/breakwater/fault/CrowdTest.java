package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.guard.RetryBudget;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Many callers at once: what a provider is spared, and what callers are told meanwhile. */
class CrowdTest {

    @Test
    void one_big_spike() {
        try (Scene scene = new Scene("contract: none\nbulkhead: 10\ndeadline: 20s\nattempt-timeout: 20s")) {
            scene.sandbox.faults("{\"kind\":\"hang\"}");

            List<CompletableFuture<Told>> callers = IntStream.range(0, 300)
                    .mapToObj(i -> scene.getLater("/v1/balance"))
                    .toList();

            await().until(() ->
                    callers.stream().filter(CompletableFuture::isDone).count() == 290);
            List<Told> refused = callers.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(refused).hasSize(290).allSatisfy(told -> {
                assertThat(told.verdict()).isEqualTo("503 bulkhead-full refused");
                assertThat(told.header("Retry-After")).isEqualTo("1");
                assertThat(told.attempts()).isZero();
            });
            assertThat(scene.inFlight()).isEqualTo(10);
            assertThat(scene.count("received")).isEqualTo(10);
            assertThat(scene.provider().bulkhead().inFlight()).isEqualTo(10);

            scene.sandbox.noFaults();
            assertThat(callers.stream().map(CompletableFuture::join).filter(told -> told.status() == 200))
                    .hasSize(10);
            await().until(() -> scene.provider().bulkhead().inFlight() == 0);
        }
    }

    @TestFactory
    Stream<DynamicTest> retry_storm() {
        return Stream.of(10, 50).map(percent -> DynamicTest.dynamicTest(percent + " %", () -> retryStorm(percent)));
    }

    private static void retryStorm(int percent) {
        int calls = 400;
        String settings = """
                contract: none
                bulkhead: 1000
                breaker: { enabled: false }
                retry: { attempts: 4, backoff: 1ms, budget: %d%% }
                """.formatted(percent);
        try (Scene scene = new Scene(settings)) {
            scene.sandbox.faults("{\"kind\":\"error\",\"status\":500}");

            for (int i = 0; i < calls; i += 50) {
                assertThat(Scene.atOnce(50, () -> scene.getLater("/v1/balance")))
                        .extracting(Told::verdict)
                        .containsOnly("500 answer unknown");
            }

            int paid = calls * percent / 100;
            assertThat(scene.count("received"))
                    .isBetween((long) calls + paid, (long) calls + paid + RetryBudget.RESERVE);
        }
    }
}
