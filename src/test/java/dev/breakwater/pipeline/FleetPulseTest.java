package dev.breakwater.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.PaymentResult;
import dev.breakwater.exchange.Scope;
import dev.breakwater.store.Board;
import dev.breakwater.store.RedisForTest;
import dev.breakwater.store.StoreForTest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas that tell each other how they fare, through a real Redis. */
class FleetPulseTest {

    private static final Scope REFUNDS = new Scope("stripe", "refunds");

    private final RedisForTest redis = new RedisForTest();
    private final StoreForTest store = new StoreForTest(redis.port(), 2);
    private final WriteScene.Clock clock = new WriteScene.Clock();
    private final Replica one = new Replica("one");
    private final Replica other = new Replica("other");

    /** One with what it has counted. */
    private final class Replica {

        private final Pulse pulse = new Pulse(clock);
        private final Meter meter = pulse.meter(REFUNDS);
        private final FleetPulse fleet;

        Replica(String name) {
            fleet = new FleetPulse(
                    store.vertx(), pulse, new Board(store.vertx(), store.store(), FleetPulse.KEPT), name, clock);
        }

        void counts(Fared fared, int millis) {
            meter.count(fared, Duration.ofMillis(millis).toNanos(), clock.nanos());
        }

        Pulse.Point all() {
            return fleet.of(List.of(REFUNDS)).all();
        }
    }

    @AfterEach
    void close() {
        store.close();
        redis.close();
    }

    @Test
    void it_adds_up_what_all_have_counted() throws Exception {
        one.counts(Fared.SERVED, 10);
        one.meter.paid(PaymentResult.APPROVED, clock.nanos());
        other.counts(Fared.FAILED, 1000);
        other.meter.paid(PaymentResult.UNKNOWN, clock.nanos());
        assertThat(one.fleet.replicas()).isEqualTo(1);
        await(other.fleet.round());
        await(one.fleet.round());

        assertThat(one.fleet.replicas()).isEqualTo(2);
        assertThat(List.of(one.all().served(), one.all().failed())).containsExactly(1L, 1L);
        assertThat(one.all().payments())
                .containsEntry(PaymentResult.APPROVED, 1L)
                .containsEntry(PaymentResult.UNKNOWN, 1L)
                .containsEntry(PaymentResult.DECLINED, 0L);
        assertThat(one.all().p99Millis()).isBetween(750.0, 1250.0);
        assertThat(other.all().served()).as("it has not listened since").isZero();
    }

    @Test
    void what_a_replica_said_before_it_ended_stays_until_it_is_old() throws Exception {
        other.counts(Fared.FAILED, 10);
        await(other.fleet.round());
        await(one.fleet.round());
        clock.pass(Duration.ofSeconds(61));
        assertThat(one.fleet.replicas()).isEqualTo(1);
        assertThat(one.all().failed()).isEqualTo(1);
        assertThat(one.fleet.of(List.of(REFUNDS)).points().get(15).failed())
                .as("it slides into the past")
                .isEqualTo(1);
        clock.pass(Duration.ofSeconds(240));
        assertThat(one.all().failed()).isZero();
    }

    @Test
    void without_a_store_it_is_its_own() throws Exception {
        FleetPulse alone = new FleetPulse(store.vertx(), one.pulse, null, "alone", clock);
        one.counts(Fared.SERVED, 10);
        await(alone.round());
        assertThat(alone.replicas()).isEqualTo(1);
        assertThat(alone.of(List.of(REFUNDS)).all().served()).isEqualTo(1);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
