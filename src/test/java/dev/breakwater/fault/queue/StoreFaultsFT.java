package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Resp;
import dev.breakwater.fault.queue.check.Rule;
import dev.breakwater.fault.queue.check.Told;
import dev.breakwater.fault.queue.check.Told.Verdict;
import dev.breakwater.fault.queue.check.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is gone, paused, full, or empty. */
class StoreFaultsFT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void redis_gone_and_back() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(4);
            stage.startGateway();
            stage.witness.down();
            assertThat(new Workload(1).refunds("before", payments, 2).run(stage.clients, PATIENCE))
                    .isEmpty();

            stage.store.kill();
            for (String payment : payments) {
                Told told = stage.clients.ask(Write.refund("gone-" + payment, payment, 1));
                assertThat(told.verdict()).isIn(Verdict.REFUSED, Verdict.UNKNOWN);
                assertThat(told.status()).isIn(503, 504);
            }
            stage.store.start();

            assertThat(new Workload(2)
                            .refunds("after", payments, 2)
                            .payments("after", 4)
                            .run(stage.clients, PATIENCE))
                    .isEmpty();
            stage.witness.up();
            stage.assertAllIsWell();
        }
    }

    @Test
    void redis_paused() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(6);
            stage.startGateway();
            CompletableFuture<List<String>> work = CompletableFuture.supplyAsync(() -> new Workload(3)
                    .refunds("paused", payments, 8)
                    .payments("paused", 20)
                    .run(stage.clients, PATIENCE));
            for (int i = 0; i < 3; i++) {
                awaitArrivals(stage);
                stage.store.pause();
                awaitRefusal(stage, payments.get(0), "while-" + i);
                stage.store.resume();
            }

            assertThat(work.join()).isEmpty();
            stage.assertAllIsWell();
        }
    }

    @Test
    void redis_out_of_memory() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(3);
            stage.startGateway();
            stage.witness.down();
            assertThat(new Workload(4).refunds("before", payments, 10).run(stage.clients, PATIENCE))
                    .isEmpty();

            try (Resp resp = stage.store.connect()) {
                long used = Long.parseLong(resp.text("INFO", "memory")
                        .lines()
                        .filter(line -> line.startsWith("used_memory:"))
                        .findFirst()
                        .orElseThrow()
                        .substring("used_memory:".length())
                        .strip());
                resp.ask("CONFIG", "SET", "maxmemory", String.valueOf(used / 2));
            }
            awaitRefusal(stage, payments.get(0), "full");
            stage.witness.up();
            stage.awaitRest();
            for (int i = 0; i < 10; i++) {
                assertThat(stage.executionsOf("before-" + payments.get(1) + "-" + i))
                        .isEqualTo(1);
            }

            try (Resp resp = stage.store.connect()) {
                resp.ask("CONFIG", "SET", "maxmemory", "0");
            }
            assertThat(new Workload(5).refunds("after", payments, 2).run(stage.clients, PATIENCE))
                    .isEmpty();
            stage.assertAllIsWell();
        }
    }

    /** Nothing is to be done about what is gone; but it is told, and nothing is made worse. */
    @Test
    void redis_restarted_empty() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(3);
            GatewayProcess gateway = stage.startGateway();
            stage.witness.down();
            assertThat(new Workload(6).refunds("gone", payments, 2).run(stage.clients, PATIENCE))
                    .isEmpty();

            stage.store.wipe();
            stage.store.start();
            stage.witness.up();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(gateway.log()).contains("cause=STORE_LOST"));
            for (String payment : payments) {
                assertThat(stage.clients
                                .ask(Write.refund("later-" + payment, payment, 1))
                                .status())
                        .isEqualTo(503);
            }
            assertThat(stage.violations())
                    .as("the checker misses what is gone")
                    .hasSize(6)
                    .extracting(Violation::rule)
                    .containsOnly(Rule.ACCEPTED_ENDS);
        }
    }

    /** Durability that the store does not give is not promised. */
    @Test
    void redis_that_forces_nothing() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(2);
            stage.startGateway();
            stage.witness.down();
            assertThat(new Workload(7).refunds("before", payments, 1).run(stage.clients, PATIENCE))
                    .isEmpty();

            try (Resp resp = stage.store.connect()) {
                resp.ask("CONFIG", "SET", "appendfsync", "everysec");
            }
            Told told = stage.clients.ask(Write.refund("weak-" + payments.get(0), payments.get(0), 1));
            assertThat(told.verdict()).isIn(Verdict.REFUSED, Verdict.UNKNOWN);
            awaitRefusal(stage, payments.get(0), "weaker");

            try (Resp resp = stage.store.connect()) {
                resp.ask("CONFIG", "SET", "appendfsync", "always");
            }
            stage.witness.up();
            stage.assertAllIsWell();
        }
    }

    private static void awaitArrivals(Stage stage) {
        int before = stage.witness.arrivals().size();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> stage.witness.arrivals().size() > before + 3);
    }

    private static void awaitRefusal(Stage stage, String payment, String name) {
        int[] number = {0};
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> stage.clients
                                .ask(Write.refund(name + "-" + payment + "-" + number[0]++, payment, 1))
                                .verdict()
                        == Verdict.REFUSED);
    }
}
