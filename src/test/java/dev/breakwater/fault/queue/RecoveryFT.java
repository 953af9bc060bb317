package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.Clients.Live;
import dev.breakwater.fault.queue.LiveTraffic.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A provider with a rate limit comes back to a long backlog, while live calls go on: they hardly feel it, and it is
 * hardly ever called too often. The gateway has production's settings of delivery.
 */
class RecoveryFT {

    private static final Logger LOG = Logger.getLogger(RecoveryFT.class);

    private static final String NAME = "backlog";
    private static final int OK = 200;
    private static final int BACKLOG = Integer.getInteger("faults.backlog", 10_000);
    private static final int ALONE_CALLS = 60 * LiveTraffic.PER_SECOND;
    private static final int CHUNK_CALLS = 15 * LiveTraffic.PER_SECOND;
    private static final int WARM_UP_CALLS = 20 * LiveTraffic.PER_SECOND;
    private static final int WARM_UP_WRITES = 1_000;

    private static final double PER_SECOND = 50;
    private static final double BURST = PER_SECOND;
    private static final long LATENCY_MILLIS = 100;
    private static final double REFUSED_MAX = 0.01;
    private static final double SLOWER_MAX = 1.1;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration DRAINED_WITHIN =
            PATIENCE.plusSeconds((long) (2 * BACKLOG / (PER_SECOND - LiveTraffic.PER_SECOND)));

    @TempDir
    Path directory;

    @Test
    void recovery_leaves_live_calls_and_a_rate_limit_alone() throws IOException {
        try (Stage stage = Stage.openForLiveCalls(directory)) {
            stage.gateway().start(Map.of("DELIVERY", "usual"));
            warmUp(stage);
            RateLimit limit = new RateLimit(PER_SECOND, BURST, LATENCY_MILLIS);
            stage.witness.fate(limit);
            List<Live> before = alone(stage, "before");
            Workload backlog = new Workload(1).payments(NAME, BACKLOG);
            accept(stage, backlog);
            limit.countAnew();
            long began = System.nanoTime();
            List<Live> beside = drain(stage);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            RateLimit.Count count = limit.count();
            List<Live> after = alone(stage, "after");

            List<Live> without = new ArrayList<>(before);
            without.addAll(after);
            Duration calmWithout = Figures.calmP99(without, CHUNK_CALLS);
            Duration calmBeside = Figures.calmP99(beside, CHUNK_CALLS);
            LOG.infof(
                    "live calls before: %s; after: %s; beside the backlog: %s",
                    Figures.of(before), Figures.of(after), Figures.of(beside));
            LOG.infof("p99 in calm: without backlog %s, with %s", calmWithout, calmBeside);
            LOG.infof(
                    "%d writes in %ds; of %d requests %d got 429, after seconds %s",
                    BACKLOG,
                    took.toSeconds(),
                    count.seen(),
                    count.refusedAfter().size(),
                    count.refusedAfter());
            assertThat(beside).as("refused because of the backlog").allMatch(Live::isGood);
            assertThat(count.share()).as("429s, %s", count).isLessThan(REFUSED_MAX);
            stage.assertAllIsWell();
            Map<String, Long> executions = stage.executionsByKey();
            assertThat(backlog.writes())
                    .filteredOn(write -> executions.getOrDefault(write.key(), 0L) != 1)
                    .as("not executed once")
                    .isEmpty();
            assertThat(calmBeside)
                    .as("p99 in calm, %s without a backlog", calmWithout)
                    .isLessThan(longest(
                            Duration.ofNanos((long) (SLOWER_MAX * calmWithout.toNanos())),
                            Figures.of(before).p99(), // the machine's own noise
                            Figures.of(after).p99()));
        }
    }

    private static Duration longest(Duration... of) {
        return Stream.of(of).max(Duration::compareTo).orElseThrow();
    }

    /** So that no call is measured while the gateway's code is still being compiled. */
    private static void warmUp(Stage stage) throws IOException {
        accept(stage, new Workload(2).payments("warm-up", WARM_UP_WRITES));
        stage.witness.up();
        stage.awaitRest();
        try (LiveTraffic live = new LiveTraffic(stage.clients, "warm-up")) {
            live.await(WARM_UP_CALLS);
        }
    }

    /** All of it waits, and the provider is gone. */
    private static void accept(Stage stage, Workload work) {
        stage.witness.down();
        assertThat(work.run(stage.clients, PATIENCE)).isEmpty();
    }

    /** Live calls without a backlog. */
    private static List<Live> alone(Stage stage, String name) {
        LiveTraffic live = new LiveTraffic(stage.clients, name);
        try (live) {
            live.await(ALONE_CALLS);
        }
        assertThat(live.calls()).as(name).allMatch(Live::isGood);
        return live.calls();
    }

    /**
     * The provider is back; live calls begin when it has done the first write, since the breaker lets them through
     * then.
     */
    private static List<Live> drain(Stage stage) {
        stage.witness.up();
        awaitDelivered(stage, 1, PATIENCE);
        LiveTraffic live = new LiveTraffic(stage.clients, "beside");
        try (live) {
            awaitDelivered(stage, BACKLOG, DRAINED_WITHIN);
        }
        return live.calls();
    }

    private static void awaitDelivered(Stage stage, int writes, Duration atMost) {
        Awaitility.await(writes + " writes to be delivered")
                .atMost(atMost)
                .until(() -> stage.witness.answered(NAME + "-payment", OK) >= writes);
    }
}
