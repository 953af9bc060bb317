package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Scope;
import dev.breakwater.guard.CircuitBreaker.View;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A provider that is slow, broken or gone, and comes back: when the breaker opens and closes, and whom that touches.
 */
class SickProviderTest {

    private static final String BALANCE = "/v1/balance";
    private static final String EAGER_BREAKER = """
            contract: none
            retry: { attempts: 1 }
            routes: [{ name: balance, match: GET /v1/balance,
              breaker: { window: 20s, minimum-calls: 5, slow-call: 200ms, open-for: 3s, probes: 3 } }]
            """;

    /** Loads what a first call loads: on a busy machine that takes longer than a breaker stays open here. */
    @BeforeAll
    static void warm() {
        try (Scene scene = new Scene(EAGER_BREAKER)) {
            scene.sandbox.faults("{\"kind\":\"error\",\"status\":500,\"times\":5}");
            Scene.atOnce(6, () -> scene.getLater(BALANCE));
        }
    }

    @Test
    void who_is_called_too_often_and_does_not_say_for_how_long_is_not_called_again_at_once() {
        try (Scene scene = new Scene("contract: stripe\nretry: { attempts: 2, backoff: 500ms, budget: 100% }")) {
            scene.get(BALANCE);
            scene.sandbox.faults("{\"kind\":\"error\",\"status\":429,\"times\":1}");
            long began = System.nanoTime();
            assertThat(scene.get(BALANCE).status()).isEqualTo(200);
            assertThat(System.nanoTime() - began).isGreaterThan(500_000_000);
        }
    }

    @Test
    void slow_503s_then_revert() {
        try (Scene scene = new Scene(EAGER_BREAKER)) {
            scene.sandbox.faults(
                    "[{\"kind\":\"latency\",\"ms\":150},{\"kind\":\"error\",\"status\":503,\"effect\":\"executed\"}]");

            assertThat(Scene.atOnce(5, () -> scene.getLater(BALANCE)))
                    .extracting(Told::verdict)
                    .containsOnly("503 answer unknown");
            assertThat(scene.get(BALANCE).verdict()).isEqualTo("503 breaker-open refused");
            assertThat(scene.count("received")).isEqualTo(5);

            scene.sandbox.noFaults();
            await().untilAsserted(() -> assertThat(scene.get(BALANCE).status()).isEqualTo(200));
            await().untilAsserted(() -> {
                assertThat(scene.get(BALANCE).status()).isEqualTo(200);
                assertThat(breaker(scene)).isEqualTo(View.CLOSED);
            });
            assertThat(Scene.atOnce(20, () -> scene.getLater(BALANCE)))
                    .extracting(Told::verdict)
                    .containsOnly("200 answer answered");
        }
    }

    @Test
    void drastic_slowdown() {
        try (Scene scene = new Scene(EAGER_BREAKER)) {
            scene.sandbox.faults("{\"kind\":\"latency\",\"ms\":400}");

            assertThat(Scene.atOnce(5, () -> scene.getLater(BALANCE)))
                    .extracting(Told::verdict)
                    .containsOnly("200 answer answered");
            assertThat(scene.get(BALANCE).verdict()).isEqualTo("503 breaker-open refused");
            assertThat(breaker(scene)).isEqualTo(View.OPEN);
        }
    }

    @Test
    void refused_connections() {
        try (Scene scene = new Scene("contract: none\nretry: { attempts: 3, backoff: 5ms }")) {
            scene.sandbox.faults("{\"kind\":\"refuse-connections\"}");

            Told told = scene.pay(700);

            assertThat(told.verdict()).isEqualTo("503 provider-not-reached not-reached");
            assertThat(told.attempts()).isEqualTo(3);
            assertThat(told.header("Retry-After")).isEqualTo("1");
            assertThat(told.json().getBoolean("retryable")).isTrue();
            assertThat(scene.sandbox.ledger()).isEmpty();

            scene.sandbox.noFaults();
            await().untilAsserted(() -> assertThat(scene.pay(701).status()).isEqualTo(200));
            assertThat(scene.effects("").map(effect -> effect.getLong("amount")))
                    .containsOnly(701L);
        }
    }

    @Test
    void refused_connections_are_retried_within_the_budget() {
        try (Scene scene = new Scene(
                "contract: none\nbreaker: { enabled: false }\nretry: { attempts: 2, backoff: 1ms, budget: 0% }")) {
            scene.sandbox.faults("{\"kind\":\"refuse-connections\"}");

            assertThat(scene.pay(700).attempts()).isEqualTo(1);
        }
    }

    @Test
    void half_open_probes_are_bounded() {
        try (Scene scene = new Scene(EAGER_BREAKER)) {
            scene.sandbox.faults("{\"kind\":\"error\",\"status\":500,\"times\":5}");
            Scene.atOnce(5, () -> scene.getLater(BALANCE));
            assertThat(breaker(scene)).isEqualTo(View.OPEN);
            scene.sandbox.faults("{\"kind\":\"hang\"}");
            await().until(() -> breaker(scene) == View.HALF_OPEN);

            List<CompletableFuture<Told>> callers = IntStream.range(0, 30)
                    .mapToObj(i -> scene.getLater(BALANCE))
                    .toList();
            await().until(() ->
                    callers.stream().filter(CompletableFuture::isDone).count() == 27);
            assertThat(callers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
                    .extracting(Told::verdict)
                    .containsOnly("503 breaker-open refused");
            assertThat(scene.inFlight()).isEqualTo(3);
            assertThat(scene.count("received")).isEqualTo(5 + 3);

            scene.sandbox.noFaults();
            assertThat(callers.stream().map(CompletableFuture::join).filter(told -> told.status() == 200))
                    .hasSize(3);
        }
    }

    @Test
    void bulkhead_and_breaker_of_one_route_leave_others_alone() {
        String oneRoute = """
                contract: none
                attempt-timeout: 600ms
                retry: { attempts: 1 }
                routes: [{ name: balance, match: GET /v1/balance, bulkhead: 2,
                  breaker: { window: 20s, minimum-calls: 2, open-for: 20s } }]
                """;
        try (Scene scene = new Scene(oneRoute)) {
            scene.sandbox.faults("{\"kind\":\"hang\",\"match\":{\"path\":\"/v1/balance\"}}");
            CompletableFuture<Told> first = scene.getLater(BALANCE);
            CompletableFuture<Told> second = scene.getLater(BALANCE);
            await().until(() -> scene.inFlight() == 2 || first.isDone());

            Told third = scene.get(BALANCE);
            assertThat(scene.get("/v1/ping").status()).isEqualTo(200);
            assertThat(List.of(first.join().problem(), second.join().problem())).containsOnly("provider-timeout");

            assertThat(third.verdict()).isEqualTo("503 bulkhead-full refused");
            assertThat(scene.get(BALANCE).problem()).isEqualTo("breaker-open");
            assertThat(scene.get("/v1/ping").status()).isEqualTo(200);
            assertThat(scene.pay(500).status()).isEqualTo(200);
        }
    }

    @Test
    void a_full_bulkhead_does_not_open_the_breaker() {
        String full = """
                contract: none
                retry: { attempts: 1 }
                routes: [{ name: balance, match: GET /v1/balance, bulkhead: 1, breaker: { minimum-calls: 2 } }]
                """;
        try (Scene scene = new Scene(full)) {
            scene.sandbox.faults("{\"kind\":\"hang\"}");
            CompletableFuture<Told> holder = scene.getLater(BALANCE);
            await().until(() -> scene.inFlight() == 1);
            assertThat(Scene.atOnce(20, () -> scene.getLater(BALANCE)))
                    .extracting(Told::problem)
                    .containsOnly("bulkhead-full");
            assertThat(breaker(scene)).isEqualTo(View.CLOSED);
            scene.sandbox.noFaults();
            assertThat(holder.join().status()).isEqualTo(200);
        }
    }

    private static View breaker(Scene scene) {
        return scene.provider().guards(new Scope("sick", "balance")).breaker().view();
    }
}
