package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Told;
import dev.breakwater.fault.queue.check.Told.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** {@code outage_of_an_hour}, compressed: writes are accepted and delivered while everything is killed in turn. */
final class Outage {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration REST_MAX = Duration.ofMinutes(15);
    private static final int CARDS = 5;

    private Outage() {}

    /**
     * The provider is down while all of it is accepted, then comes back; gateways and store die all the time.
     *
     * @param lanes payments, each with {@code perLane} refunds; as many payments without a lane on top
     */
    static void play(Path directory, long seed, int lanes, int perLane, Duration betweenDeaths) throws IOException {
        try (Stage stage = Stage.open(directory)) {
            Workload work = new Workload(seed)
                    .refunds("outage", stage.payments(lanes), perLane)
                    .payments("outage", lanes);
            stage.startGateway();
            stage.startGateway();
            stage.witness.down();
            payByCard(stage, "down");
            int deaths;
            try (Chaos chaos = Chaos.whileNothingIsSent(stage, seed, betweenDeaths)) {
                assertThat(work.run(stage.clients, PATIENCE))
                        .as("seed %d", seed)
                        .isEmpty();
                deaths = chaos.deaths();
            }
            assertThat(deaths).as("deaths while accepting").isPositive();
            stage.witness.up();
            payByCard(stage, "up");
            try (Chaos chaos = Chaos.whileSending(stage, seed + 1, betweenDeaths)) {
                stage.awaitRest(REST_MAX);
            }
            stage.awaitRest(REST_MAX);
            for (Write write : work.writes()) {
                stage.clients.look(write.key());
            }
            assertThat(stage.violations()).as("seed %d", seed).isEmpty();
            assertThat(work.writes())
                    .allSatisfy(write ->
                            assertThat(stage.witness.attemptsOf(write.key())).isPositive());
        }
    }

    /** Such writes are never stored: refused while the provider is down, passed on when it is there. */
    private static void payByCard(Stage stage, String name) {
        for (int i = 0; i < CARDS; i++) {
            Told told = stage.clients.ask(Write.card("card-" + name + "-" + i));
            assertThat(told.verdict()).isNotEqualTo(Verdict.ACCEPTED);
        }
    }
}
