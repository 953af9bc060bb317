package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same write at two replicas at once, half of them while the provider is down. */
class RaceFT {

    private static final int KEYS = 1000;
    private static final int THREADS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    @Test
    void two_replicas_race_for_a_key() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            stage.startGateway();
            stage.startGateway();
            race(stage, 0, KEYS / 2);
            stage.witness.down();
            race(stage, KEYS / 2, KEYS);
            stage.witness.up();

            stage.assertAllIsWell();
            assertThat(stage.executions()).isEqualTo(KEYS);
        }
    }

    private static void race(Stage stage, int from, int to) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            IntStream.range(from, to)
                    .mapToObj(i -> Write.payment("race-" + i, 150))
                    .forEach(payment -> {
                        // two requests in a row go to two gateways, and meet there
                        for (int side = 0; side < 2; side++) {
                            all.add(CompletableFuture.supplyAsync(
                                    () -> stage.clients
                                            .persuade(payment, PATIENCE)
                                            .isPresent(),
                                    threads));
                        }
                    });
            assertThat(all).allMatch(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }
}
