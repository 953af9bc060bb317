package dev.breakwater.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.breakwater.exchange.Scope;
import dev.breakwater.guard.CircuitBreaker.View;
import dev.breakwater.sandbox.RunningSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A provider that takes every request and answers none. */
class BlackHoleTest {

    private static final Duration DEADLINE = Duration.ofMillis(500);
    private static final Duration PUNCTUAL = DEADLINE.plusMillis(100);
    private static final int CALLERS = 40;

    private static final String SICK = """
            contract: none
            attempt-timeout: 300ms
            deadline: 500ms
            retry: { attempts: 2, backoff: 50ms }
            breaker: { window: 20s, minimum-calls: 20, failure-ratio: 0.5, open-for: 20s }
            routes: [{ name: balance, match: GET /v1/balance }]
            """;

    @Test
    void black_hole() {
        try (RunningSandbox other = new RunningSandbox();
                Scene scene = new Scene(
                        SICK,
                        "well:\n" + Scene.at(other.url(), "contract: none").indent(2))) {
            Neighbour neighbour = new Neighbour(scene);
            neighbour.run(400); // warm
            Duration before = neighbour.p99(600);
            scene.getLater("/v1/ping").join();
            scene.sandbox.faults("{\"kind\":\"hang\"}");

            List<Told> told;
            Duration during;
            Duration slack;
            try (Lateness lateness = new Lateness()) {
                CompletableFuture<List<Told>> callers = CompletableFuture.supplyAsync(() -> waves(scene));
                during = neighbour.p99While(() -> !callers.isDone());
                told = callers.join();
                slack = lateness.worst();
            }

            everybody_is_answered_by_the_deadline(told, slack);
            the_breaker_answers_at_once(scene);
            assertThat(during)
                    .as("p99 of the other provider, before %s", before)
                    .isLessThan(before.multipliedBy(5).plusMillis(100).plus(slack));
        }
    }

    /** Ten callers at a time, so that one stall of the machine does not hit all. */
    private static List<Told> waves(Scene scene) {
        List<Told> told = new ArrayList<>();
        while (told.size() < CALLERS) {
            told.addAll(Scene.atOnce(10, () -> scene.getLater("/v1/balance")));
        }
        return told;
    }

    /**
     * By the deadline and 100 ms, and what the machine was late by at its worst; one caller may be unlucky. The very
     * first ones wait; once the breaker is open, the others need not.
     */
    private static void everybody_is_answered_by_the_deadline(List<Told> told, Duration slack) {
        assertThat(told).extracting(Told::problem).containsOnly("provider-timeout", "breaker-open");
        assertThat(told)
                .filteredOn(each -> each.problem().equals("provider-timeout"))
                .hasSizeGreaterThanOrEqualTo(10);
        assertThat(told).extracting(Told::took).allMatch(took -> took.compareTo(PUNCTUAL.plusSeconds(1)) < 0);
        assertThat(told.stream()
                        .filter(each -> each.took().compareTo(PUNCTUAL.plus(slack)) > 0)
                        .toList())
                .as("later than %s and the machine's own lateness of %s", PUNCTUAL, slack)
                .extracting(Told::took)
                .hasSizeLessThanOrEqualTo(1);
    }

    private static void the_breaker_answers_at_once(Scene scene) {
        assertThat(scene.provider().guards(scope(scene)).breaker().view()).isEqualTo(View.OPEN);
        long received = scene.count("received");
        for (int i = 0; i < 10; i++) {
            Told told = scene.get("/v1/balance");
            assertThat(told.verdict()).isEqualTo("503 breaker-open refused");
            assertThat(Integer.parseInt(told.header("Retry-After"))).isBetween(1, 20);
            assertThat(told.attempts()).isZero();
        }
        assertThat(scene.count("received")).isEqualTo(received);
        await().untilAsserted(() -> assertThat(scene.inFlight()).isZero());
        assertThat(scene.provider().bulkhead().inFlight()).isZero();
    }

    private static Scope scope(Scene scene) {
        return new Scope(scene.provider().settings().name(), "balance");
    }

    /** A client of the healthy provider: four calls at a time. */
    private record Neighbour(Scene scene) {

        private static final int TOGETHER = 4;

        List<Told> run(int calls) {
            List<Told> told = new ArrayList<>();
            while (told.size() < calls) {
                told.addAll(Scene.atOnce(TOGETHER, () -> scene.getLater("well", "/v1/ping")));
            }
            return told;
        }

        Duration p99(int calls) {
            return p99(run(calls));
        }

        Duration p99While(BooleanSupplier going) {
            List<Told> told = new ArrayList<>();
            while (going.getAsBoolean()) {
                told.addAll(run(TOGETHER));
            }
            return p99(told);
        }

        private static Duration p99(List<Told> told) {
            assertThat(told).hasSizeGreaterThan(100).extracting(Told::status).containsOnly(200);
            List<Duration> sorted = told.stream().map(Told::took).sorted().toList();
            return sorted.get(sorted.size() * 99 / 100);
        }
    }
}
