package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stuck lane holds up nobody else. */
class StuckLanesFT {

    private static final Logger LOG = Logger.getLogger(StuckLanesFT.class);

    private static final int LANES = Integer.getInteger("faults.lanes", 1000);
    private static final int PER_LANE = Integer.getInteger("faults.per-lane", 10);
    private static final int STUCK = 10;
    private static final Duration FRONT_MAX = Duration.ofMinutes(2);
    private static final double SLOWER_MAX = 1.2;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** The longest wait of a write is to the breaker's as in production: 5 min to 10 s. */
    private static final Map<String, String> PATIENT = Map.of("BACKOFF_MAX_MILLIS", "9000");

    @TempDir
    Path directory;

    @Test
    void ten_of_1000_lanes_stuck() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(LANES);
            stage.gateway().start(PATIENT);
            drained(stage, "warm-up", payments, Set.of());
            Duration alone = drained(stage, "all", payments, Set.of());
            Duration beside =
                    drained(stage, "some", payments, Set.copyOf(payments.subList(LANES / 2, LANES / 2 + STUCK)));

            LOG.infof(
                    "%d lanes of %d: %dms; with %d stuck: %dms",
                    LANES, PER_LANE, alone.toMillis(), STUCK, beside.toMillis());
            assertThat(beside.toMillis())
                    .as("with %d stuck lanes, %s without", STUCK, alone)
                    .isLessThan((long) (SLOWER_MAX * alone.toMillis()));
            stage.witness.fate(Fates.kind());
            stage.assertAllIsWell();
        }
    }

    /**
     * The worst place for them: they expire first, so that they are the half-open breaker's probes when the provider
     * comes back. A probe that failed rests, so that others are the next ones. It costs time, and ends.
     */
    @Test
    void stuck_lanes_in_front_after_an_outage() throws IOException {
        try (Stage stage = Stage.open(directory)) {
            List<String> payments = stage.payments(LANES);
            stage.gateway().start(PATIENT);
            drained(stage, "warm-up", payments, Set.of());
            Duration alone = drained(stage, "all", payments, Set.of());
            Duration behind = drained(stage, "front", payments, Set.copyOf(payments.subList(0, STUCK)));

            LOG.infof(
                    "%d lanes of %d: %dms; with %d stuck that expire first: %dms",
                    LANES, PER_LANE, alone.toMillis(), STUCK, behind.toMillis());
            assertThat(behind).isLessThan(FRONT_MAX);
            stage.witness.fate(Fates.kind());
            stage.assertAllIsWell();
        }
    }

    /** How long it takes until the lanes that are not stuck are through. */
    private static Duration drained(Stage stage, String name, List<String> payments, Set<String> stuck) {
        Workload work = new Workload(1).refunds(name, payments, PER_LANE);
        stage.witness.down();
        assertThat(work.run(stage.clients, PATIENCE)).isEmpty();
        int before = stage.witness.arrivals().size();
        stage.witness.fate(Fates.failing(key -> stuck.stream().anyMatch(lane -> key.contains(lane))));
        long began = System.nanoTime();
        stage.witness.up();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> stage.witness.answeredSince(before, 200) >= (payments.size() - stuck.size()) * PER_LANE);
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
