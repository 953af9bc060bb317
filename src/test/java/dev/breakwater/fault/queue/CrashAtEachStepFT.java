package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway dies on either side of each step of accept and drain, one by one, and comes again. */
class CrashAtEachStepFT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static Stage stage;
    private static int runs;

    private GatewayProcess gateway;

    @BeforeAll
    static void open() throws IOException {
        stage = Stage.open(directory);
    }

    @AfterAll
    static void close() throws IOException {
        stage.close();
    }

    @BeforeEach
    void replace_the_gateway() throws IOException {
        if (stage.gateways.isEmpty()) {
            stage.gateway();
        }
        gateway = stage.gateways.get(0);
        gateway.kill();
        stage.witness.fate(Fates.kind());
    }

    @AfterEach
    void leave_the_provider_up() {
        stage.witness.up();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim-before:2",
                "claim-after:2",
                "enqueue-before:1",
                "enqueue-after:1",
                "enqueueLive-before:2",
                "enqueueLive-after:2",
                "queued-before:1",
                "queued-after:1",
                "release-before:1",
                "release-after:1",
                "doubt-before:1",
                "doubt-after:1",
                "finish-before:1",
                "finish-after:1",
                "lease-after:1",
                "intend-before:1",
                "intend-after:1",
                "settle-before:2",
                "settle-after:2"
            })
    void a_crash_at(String point) throws IOException {
        gateway.start(Map.of("CRASH_AT", point));

        assertThat(deathsDuringAnOutage()).as("deaths at %s", point).isEqualTo(1);

        stage.assertAllIsWell();
    }

    @Test
    void a_kill_when_the_provider_has_the_request() throws IOException {
        stage.witness.fate(Fates.atFirstArrival(gateway::kill));
        gateway.start(Map.of());

        assertThat(deathsDuringAnOutage()).isEqualTo(1);

        stage.assertAllIsWell();
    }

    @Test
    void a_kill_when_the_provider_has_done_it() throws IOException {
        stage.witness.fate(Fates.atFirstEffect(gateway::kill));
        gateway.start(Map.of());

        assertThat(deathsDuringAnOutage()).isEqualTo(1);

        stage.assertAllIsWell();
    }

    /** Writes of each kind, while the provider is down and after it has come back. */
    private int deathsDuringAnOutage() throws IOException {
        String name = "crash-" + runs++;
        List<String> payments = stage.payments(2);
        Write never = Write.payment(name + "-never", 150).with("Breakwater-Queue", "never");
        Write lost = Write.payment(name + "-lost", 150).with("Breakwater-Queue", "never");
        Keeper keeper = new Keeper(stage, gateway);
        try (keeper) {
            stage.witness.down();
            stage.clients.ask(never);
            assertThat(new Workload(runs)
                            .refunds(name + "-down", payments, 2)
                            .payments(name + "-down", 2)
                            .run(stage.clients, PATIENCE))
                    .isEmpty();
            stage.witness.up();
            assertThat(new Workload(runs)
                            .refunds(name + "-up", payments, 1)
                            .payments(name + "-up", 2)
                            .run(stage.clients, PATIENCE))
                    .isEmpty();
            stage.awaitRest();
            if (keeper.deaths() == 0) {
                stage.witness.fate(Fates.losingFirstAnswers());
                stage.clients.ask(lost);
                stage.witness.fate(Fates.kind());
                Awaitility.await("the death").atMost(SOON).until(() -> keeper.deaths() > 0);
            }
        }
        return keeper.deaths();
    }
}
