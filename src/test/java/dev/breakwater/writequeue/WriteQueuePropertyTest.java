package dev.breakwater.writequeue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.store.Partitions;
import dev.breakwater.writequeue.Settlement.Again;
import dev.breakwater.writequeue.Settlement.Bury;
import dev.breakwater.writequeue.Settlement.Deliver;
import dev.breakwater.writequeue.Settlement.Park;
import dev.breakwater.writequeue.Settlement.Withdraw;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the scripts in whatever order several workers, clients, operators and the clock take them, late owners
 * included: after each step, Redis holds what the plain queue in memory holds.
 */
class WriteQueuePropertyTest {

    private static final QueueSettings SETTINGS =
            new QueueSettings(new Partitions(1), 6, Duration.ofMinutes(30), Duration.ofMinutes(1));
    private static final int WRITES = 8;
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Lane[] LANES = {new Lane("stripe", "pi_1"), new Lane("stripe", "pi_2")};

    /** From a state to those that one step leads to; a lease that ran out may expire in the same sweep. */
    private static final Map<String, Set<String>> LEGAL = Map.of(
            "pending", Set.of("leased", "dead", "parked", "cancelled"),
            "leased", Set.of("pending", "delivered", "parked", "dead", "cancelled"),
            "parked", Set.of("delivered", "pending", "discarded"),
            "dead", Set.of("pending", "discarded"),
            "delivered", Set.of(),
            "cancelled", Set.of(),
            "discarded", Set.of());

    private static QueueInRedis redis;

    /** One step of somebody: what it is, which write or lease it is about, and a number more. */
    private record Step(int what, int which, int more) {}

    @BeforeContainer
    static void start() throws IOException {
        redis = new QueueInRedis(SETTINGS, false);
    }

    @AfterContainer
    static void stop() throws IOException {
        redis.close();
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void scripts_do_what_the_plain_queue_does(@ForAll("steps") List<Step> steps) {
        redis.clear();
        Run run = new Run();
        steps.forEach(run::take);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 17),
                        Arbitraries.integers().between(0, 1000),
                        Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    /** One lease, in either queue. */
    private record Lease(LeasedWrite stored, LeasedWrite plain) {}

    private static final class Run {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private final InMemoryWriteQueue plain = new InMemoryWriteQueue(
                SETTINGS,
                new Ticker() {
                    @Override
                    public long nanos() {
                        return 0;
                    }

                    @Override
                    public Instant now() {
                        return now;
                    }
                },
                Tokens.system());
        private final List<Lease> leases = new ArrayList<>();
        private final Set<String> tokens = new HashSet<>();
        private final Map<WriteId, String> before = new HashMap<>();

        void take(Step step) {
            WriteId id = WriteQueueContract.id("w" + step.which() % WRITES);
            Lease lease = leases.isEmpty() ? null : leases.get(step.which() % leases.size());
            switch (step.what()) {
                case 0, 1, 2 -> accept(queue -> queue.enqueue(write(step)));
                case 3 -> accept(queue -> queue.enqueueLive(write(step), LEASE, step.more() % 2 == 0));
                case 4, 5, 6 -> claim(1 + step.more() % 3);
                case 7, 8 -> {
                    if (lease != null) {
                        both(queue -> queue.intend(of(lease, queue)));
                    }
                }
                case 9, 10, 11 -> {
                    if (lease != null) {
                        both(queue -> queue.settle(of(lease, queue), settlement(step.more())));
                    }
                }
                case 12 -> {
                    if (lease != null) {
                        both(queue -> queue.handBack(of(lease, queue)));
                    }
                }
                case 13 -> both(queue -> queue.cancel(id));
                case 14 -> operate(id, step.which() % WRITES, step.more());
                case 15, 16 -> pass(Duration.ofSeconds(10L * (1 + step.more() % 13)));
                default -> sweep();
            }
            compare();
        }

        private void accept(Function<WriteQueue, Future<Enqueued>> step) {
            Enqueued stored = redis.on(step);
            Enqueued expected = step.apply(plain).result();
            assertThat(stored).hasSameClassAs(expected);
            if (stored instanceof Enqueued.Live live && expected instanceof Enqueued.Live other) {
                remember(live.write(), other.write());
            }
        }

        private void claim(int room) {
            Function<WriteQueue, Future<List<LeasedWrite>>> step =
                    queue -> queue.claim(0, Map.of(WriteQueueContract.REFUNDS, room), LEASE);
            List<LeasedWrite> stored = redis.on(step);
            List<LeasedWrite> expected = step.apply(plain).result();
            assertThat(stored)
                    .extracting(LeasedWrite::id)
                    .containsExactlyElementsOf(
                            expected.stream().map(LeasedWrite::id).toList());
            for (int i = 0; i < stored.size(); i++) {
                remember(stored.get(i), expected.get(i));
            }
        }

        private void remember(LeasedWrite stored, LeasedWrite expected) {
            assertThat(tokens.add(stored.id() + stored.token()))
                    .as("a new token")
                    .isTrue();
            assertThat(stored.inDoubt()).isEqualTo(expected.inDoubt());
            assertThat(stored.attempts()).isEqualTo(expected.attempts());
            leases.add(new Lease(stored, expected));
        }

        private void operate(WriteId id, int number, int more) {
            switch (more % 4) {
                case 0 ->
                    both(queue -> queue.resolveDelivered(id, WriteQueueContract.ANSWER, new Decision("ann", "found")));
                case 1 -> both(queue -> queue.resolveUndone(id, new Decision("ann", "not there")));
                case 2 -> both(queue -> queue.replay(id, maxWait(number), new Decision("ann", "again")));
                default -> both(queue -> queue.discard(id, new Decision("ann", "given up")));
            }
        }

        private void pass(Duration time) {
            now = now.plus(time);
            redis.advance(time);
        }

        private void sweep() {
            while (redis.on(queue -> queue.sweep(0, 3)) > 0) {
                continue;
            }
            while (plain.sweep(0, 3).result() > 0) {
                continue;
            }
        }

        private <T> void both(Function<WriteQueue, Future<T>> step) {
            assertThat(redis.on(step)).isEqualTo(step.apply(plain).result());
        }

        private LeasedWrite of(Lease lease, WriteQueue queue) {
            return queue == plain ? lease.plain() : lease.stored();
        }

        private void compare() {
            Map<Lane, Integer> leased = new HashMap<>();
            for (int i = 0; i < WRITES; i++) {
                WriteId id = WriteQueueContract.id("w" + i);
                QueuedWrite stored = redis.on(queue -> queue.find(id));
                assertThat(told(stored)).isEqualTo(told(plain.find(id).result()));
                String state = stored == null ? null : stored.state().label();
                move(before.put(id, String.valueOf(state)), String.valueOf(state));
                if ("leased".equals(state) && stored.lane() != null) {
                    leased.merge(stored.lane(), 1, Integer::sum);
                }
            }
            assertThat(leased.values()).allMatch(count -> count == 1);
            for (Lane lane : LANES) {
                both(queue -> queue.waiting(lane));
            }
            both(queue -> queue.depth(0)
                    .map(depth -> List.of(depth.pending(), depth.leased(), depth.parked(), depth.dead())));
        }

        private static void move(@Nullable String from, String to) {
            if (from == null || from.equals("null") || from.equals(to)) {
                return;
            }
            if (to.equals("null")) {
                assertThat(LEGAL.get(from))
                        .as("only what is over vanishes, and not " + from)
                        .isEmpty();
            } else {
                assertThat(LEGAL.get(from)).contains(to);
            }
        }

        /** All of a write but its times, which differ by what the steps took. */
        private static @Nullable String told(@Nullable QueuedWrite write) {
            if (write == null) {
                return null;
            }
            WriteState state = write.state();
            String doubt = state instanceof WriteState.Pending pending ? " in doubt " + pending.inDoubt() : "";
            String intent = state instanceof WriteState.Leased leased
                    ? " in doubt " + leased.inDoubt() + " intended " + leased.intended()
                    : "";
            return state.label() + doubt + intent + " " + state.reasonIfAny() + " " + write.attempts() + " "
                    + (write.answer() != null) + " "
                    + write.timeline().stream()
                            .map(event -> event.what() + ":" + event.detail())
                            .toList();
        }

        private static Settlement settlement(int more) {
            return switch (more % 7) {
                case 0, 1 -> new Deliver(WriteQueueContract.ANSWER);
                case 2 -> new Again(Duration.ofSeconds(more % 50), true, "no answer");
                case 3 -> new Again(Duration.ofSeconds(more % 50), false, "refused");
                case 4 -> new Park("lost");
                case 5 -> new Bury("refused");
                default -> new Withdraw("told so");
            };
        }

        /** No two writes expire at the same time: time passes in tens of seconds. */
        private static Duration maxWait(int number) {
            return Duration.ofSeconds(301 + number);
        }

        private static NewWrite write(Step step) {
            int number = step.which() % WRITES;
            Lane lane = number < 3 ? LANES[0] : number < 6 ? LANES[1] : null;
            NewWrite like = WriteQueueContract.laned("w" + number);
            return new NewWrite(
                    like.id(),
                    like.client(),
                    like.scope(),
                    lane,
                    like.key(),
                    like.request(),
                    like.traceparent(),
                    maxWait(number),
                    number % 2 == 0 ? Duration.ofMinutes(4) : Duration.ZERO,
                    step.more() % 5 == 0 ? Duration.ofSeconds(20) : null,
                    Durability.MEMORY,
                    null);
        }
    }
}
