package dev.breakwater.fault.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.fault.queue.check.Told.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Courses of events in which one rule of the queue decides. Each is played with the right gateway, which must come
 * through, and with one that is wrong in this rule, which must not: {@code wrong} is its environment, or empty.
 */
final class Plots {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration WRONG_REST_MAX = Duration.ofSeconds(10);
    private static final Duration KEY_WINDOW = Duration.ofHours(24);

    private Plots() {}

    /** It dies when it has taken writes out of the queue and has not sent them. */
    static void dies_between_taking_and_sending(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        List<String> payments = stage.payments(3);
        gateway.start(Map.of());
        stage.witness.down();
        accept(stage, new Workload(1).refunds("taken", payments, 2));
        gateway.kill();
        stage.passTime(Duration.ofMinutes(1));
        stage.witness.up();
        gateway.launch(with(wrong, "CRASH_AT", "lease-after:1"));
        assertThat(gateway.diesWithin(SOON)).isTrue();
        stage.passTime(Duration.ofMinutes(1));
        gateway.start(Map.of());
        rest(stage, wrong);
    }

    /** It dies as soon as it has called a write accepted. */
    static void dies_when_it_has_accepted(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        gateway.start(wrong);
        stage.witness.down();
        Write payment = Write.payment("accepted", 150);
        assertThat(stage.clients.persuade(payment, PATIENCE))
                .get()
                .satisfies(told -> assertThat(told.verdict()).isEqualTo(Verdict.ACCEPTED));
        gateway.kill();
        stage.passTime(Duration.ofMinutes(1));
        stage.witness.up();
        gateway.start(Map.of());
        rest(stage, wrong);
    }

    /** The first answer for each write is lost when the provider has done it. */
    static void answers_are_lost(Stage stage, GatewayProcess gateway, Map<String, String> wrong) throws IOException {
        List<String> payments = stage.payments(4);
        gateway.start(wrong);
        stage.witness.fate(Fates.losingFirstAnswers());
        ask(stage, wrong, new Workload(2).refunds("lost", payments, 1));
        rest(stage, wrong);
    }

    /** The first answer is lost when the provider has done it, and then the provider refuses for a while. */
    static void answers_are_lost_and_repeats_refused(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        List<String> payments = stage.payments(3);
        gateway.start(wrong);
        stage.witness.fate(Fates.losingThenRefusing(2));
        ask(stage, wrong, new Workload(3).refunds("refused", payments, 1));
        rest(stage, wrong);
    }

    /** One write of each lane is slow, and those behind it could overtake it. */
    static void one_of_each_lane_is_slow(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        List<String> payments = stage.payments(4);
        gateway.start(wrong);
        stage.witness.down();
        accept(stage, new Workload(4).refunds("ordered", payments, 16));
        stage.witness.fate(Fates.delaying(name -> name.endsWith("-10"), 1500));
        stage.witness.up();
        rest(stage, wrong);
    }

    /**
     * A write is in doubt, its key grows as old as the provider's memory, and the gateway pauses for eight seconds
     * between its look at the key's age and the sending.
     */
    static void a_key_grows_too_old_on_its_way(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        stage.window(KEY_WINDOW);
        gateway.start(wrong);
        Write payment = doubtful(stage, "old");
        gateway.kill();
        stage.passTime(left(stage, payment).minusSeconds(50));
        String slow = wrong.isEmpty() ? "PAUSE_AFTER_INTENT" : wrong.get("WRONG") + ",PAUSE_AFTER_INTENT";
        gateway.start(Map.of("WRONG", slow));
        stage.passTime(left(stage, payment).minusSeconds(10));
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> left(stage, payment).isNegative());
        stage.witness.up();
        rest(stage, wrong);
    }

    /** Until the provider may have forgotten its key. */
    private static Duration left(Stage stage, Write write) {
        return KEY_WINDOW.minus(stage.witness.ageOf(write.key()));
    }

    /** A write is in doubt, and the provider comes back when it may have forgotten its key. */
    static void key_window_passed(Stage stage, GatewayProcess gateway) throws IOException {
        stage.window(KEY_WINDOW);
        gateway.start(Map.of());
        Write payment = doubtful(stage, "forgotten");
        gateway.kill(); // what it had already looked at would be sent after a pause of a day
        stage.passTime(KEY_WINDOW);
        gateway.start(Map.of());
        stage.witness.up();
        stage.awaitRest();
        assertThat(stage.stateOf(payment.key())).isEqualTo("parked");
        assertThat(stage.witness.attemptsOf(payment.key())).isEqualTo(1);
    }

    /** It dies when the provider has executed a queued write, which expires before anybody can look again. */
    static void dies_in_mid_send_and_the_write_expires(Stage stage, GatewayProcess gateway, Map<String, String> wrong)
            throws IOException {
        List<String> payments = stage.payments(1);
        gateway.start(Map.of());
        stage.witness.down();
        accept(stage, new Workload(5).refunds("expires", payments, 1));
        gateway.kill();
        stage.passTime(Duration.ofMinutes(1));
        stage.witness.fate(Fates.atFirstEffect(gateway::kill));
        stage.witness.up();
        gateway.launch(wrong);
        assertThat(gateway.diesWithin(SOON)).isTrue();
        stage.passTime(Duration.ofDays(7));
        gateway.start(Map.of());
        rest(stage, wrong);
    }

    /**
     * A worker is paused when it has taken a write. Its lease runs out, another takes the write and is sending when the
     * first one wakes.
     */
    static void late_owner(Stage stage, GatewayProcess late, Map<String, String> wrong) throws IOException {
        List<String> payments = stage.payments(1);
        late.start(Map.of());
        stage.witness.down();
        accept(stage, new Workload(6).refunds("late", payments, 1));
        String key = "late-" + payments.get(0) + "-0";
        late.kill();
        stage.passTime(Duration.ofMinutes(1));
        long before = stage.witness.attemptsOf(key);
        Set<String> held = ConcurrentHashMap.newKeySet();
        stage.witness.fate(new Witness.Fate() {
            @Override
            public long holdMillis(String of) {
                return held.add(of) ? 1500 : 0;
            }
        });
        stage.witness.up();
        late.start(with(wrong, "STOP_AT", "lease-after:1"));
        Awaitility.await().atMost(SOON).until(late::isPaused);

        stage.passTime(Duration.ofMinutes(10));
        GatewayProcess other = stage.startGateway();
        Awaitility.await().atMost(SOON).until(() -> stage.witness.attemptsOf(key) > before);
        late.resume();
        rest(stage, wrong);
        Awaitility.await().during(Duration.ofSeconds(2)).atMost(SOON).until(other::isAlive);
    }

    /** A write that may have been executed; its provider is down. */
    private static Write doubtful(Stage stage, String name) {
        Write payment = Write.payment(name, 150);
        stage.witness.fate(Fates.atFirstEffect(stage.witness::shut));
        assertThat(stage.clients.persuade(payment, PATIENCE))
                .get()
                .satisfies(told -> assertThat(told.verdict()).isEqualTo(Verdict.ACCEPTED));
        stage.witness.fate(Fates.kind());
        return payment;
    }

    /** A wrong gateway need not come to rest. */
    private static void rest(Stage stage, Map<String, String> wrong) {
        if (wrong.isEmpty()) {
            stage.awaitRest();
            return;
        }
        try {
            stage.awaitRest(WRONG_REST_MAX);
        } catch (ConditionTimeoutException restless) {
            assertThat(restless).isNotNull();
        }
    }

    /** A wrong gateway need not decide anything. */
    private static void ask(Stage stage, Map<String, String> wrong, Workload work) {
        if (wrong.isEmpty()) {
            accept(stage, work);
        } else {
            work.run(stage.clients, WRONG_REST_MAX);
        }
    }

    private static void accept(Stage stage, Workload work) {
        assertThat(work.run(stage.clients, PATIENCE)).isEmpty();
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put(name, value);
        return all;
    }
}
