package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.Clients.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Calls that clients make at a steady pace, whatever else goes on and whether or not the last one is over: two reads,
 * and a payment that is not to wait, in turn.
 */
final class LiveTraffic implements AutoCloseable {

    static final int PER_SECOND = 15;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int TURNS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Live> over = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final Clients clients;
    private final String name;

    /** Begins; {@code name} is what its payments' keys begin with. */
    LiveTraffic(Clients clients, String name) {
        this.clients = clients;
        this.name = name;
        var unused = clock.scheduleAtFixedRate(this::begin, 0, MICROS_PER_SECOND / PER_SECOND, TimeUnit.MICROSECONDS);
    }

    private void begin() {
        int number = begun.getAndIncrement();
        callers.execute(() -> over.add(call(number))); // one that throws is missed in the end
    }

    private Live call(int number) {
        return number % TURNS == 0
                ? clients.askNow(Write.payment(name + "-live-" + number, 100))
                : clients.read("/v1/balance");
    }

    /** Waits until so many calls are over. */
    LiveTraffic await(int calls) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(calls / PER_SECOND).plus(PATIENCE))
                .until(() -> over.size() >= calls);
        return this;
    }

    /** Begins no more, and waits for those under way. */
    @Override
    public void close() {
        clock.shutdownNow();
        Awaitility.await().atMost(PATIENCE).until(() -> over.size() >= begun.get());
        callers.shutdown();
    }

    /** Those that are over. */
    List<Live> calls() {
        return List.copyOf(over);
    }

    /** How long calls took. */
    record Figures(int calls, Duration p50, Duration p99, Duration longest) {

        static Figures of(List<Live> calls) {
            List<Duration> took = new ArrayList<>(calls.stream().map(Live::took).toList());
            took.sort(Duration::compareTo);
            return new Figures(took.size(), at(took, 0.5), at(took, 0.99), at(took, 1));
        }

        /**
         * The lower quartile of the p99s of each so many calls: what slows calls down all the time shows in it, and
         * what others do on the machine for a while does not.
         */
        static Duration calmP99(List<Live> calls, int each) {
            List<Duration> all = new ArrayList<>();
            for (int from = 0; from == 0 || from + each <= calls.size(); from += each) {
                all.add(of(calls.subList(from, Math.min(calls.size(), from + each)))
                        .p99());
            }
            all.sort(Duration::compareTo);
            return at(all, 0.25);
        }

        private static Duration at(List<Duration> sorted, double share) {
            return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
        }

        @Override
        public String toString() {
            return "%d calls, p50 %.1f ms, p99 %.1f ms, longest %.1f ms"
                    .formatted(calls, millis(p50), millis(p99), millis(longest));
        }

        private static double millis(Duration of) {
            return of.toNanos() / 1e6;
        }
    }
}
