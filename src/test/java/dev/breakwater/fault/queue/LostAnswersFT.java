package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Effects whose answers do not come. */
class LostAnswersFT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void answer_lost_after_effect() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            stage.witness.fate(Fates.losingFirstAnswers());
            Workload work =
                    new Workload(11).refunds("lost", stage.payments(5), 2).payments("lost", 5);
            stage.startGateway();

            assertThat(work.run(stage.clients, PATIENCE)).isEmpty();

            stage.assertAllIsWell();
            for (Write write : work.writes()) {
                assertThat(stage.witness.attemptsOf(write.key())).isGreaterThan(1);
                assertThat(stage.executionsOf(write.key())).isEqualTo(1);
            }
        }
    }
}
