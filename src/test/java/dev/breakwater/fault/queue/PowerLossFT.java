package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Rule;
import dev.breakwater.fault.queue.check.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The store's power fails: what was not forced to the disk is gone. */
@EnabledOnOs(OS.LINUX)
class PowerLossFT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CUTS = 3;

    @TempDir
    Path directory;

    @Test
    void power_loss() throws IOException {
        try (Stage stage = Stage.openForPowerCut(directory, "always", "fsync")) {
            cutWhileAccepting(stage);
            stage.witness.up();
            cut(stage); // the clock does not jump here: what is being sent would be sent by others beside it
            stage.assertAllIsWell();
        }
    }

    /** The power cut is one, and the checker sees it: what was promised as "memory" does not survive it. */
    @Test
    void power_loss_where_the_store_forces_nothing() throws IOException {
        try (Stage stage = Stage.openForPowerCut(directory, "everysec", "memory")) {
            cutWhileAccepting(stage);
            stage.witness.up();
            stage.awaitRest();

            assertThat(stage.violations()).extracting(Violation::rule).contains(Rule.ACCEPTED_ENDS);
        }
    }

    private static void cutWhileAccepting(Stage stage) throws IOException {
        List<String> payments = stage.payments(20);
        stage.startGateway();
        // or the first cut leaves a store that is empty, and a gateway that rightly accepts nothing more
        stage.store.awaitForced();
        stage.witness.down();
        CompletableFuture<List<String>> work = CompletableFuture.supplyAsync(() -> new Workload(1)
                .refunds("power", payments, 30)
                .payments("power", 100)
                .run(stage.clients, PATIENCE));
        for (int i = 0; i < CUTS; i++) {
            long before = stage.clients.asked();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> work.isDone() || stage.clients.asked() > before + 60);
            cut(stage);
            // leases of the last moments may be gone with the power, or not; nothing is being sent under them
            stage.passTime(Duration.ofMinutes(1));
        }
        assertThat(work.join()).isEmpty();
    }

    private static void cut(Stage stage) throws IOException {
        stage.store.powerCut();
        stage.store.start();
        assertThat(stage.gateways).allMatch(GatewayProcess::isAlive);
    }
}
