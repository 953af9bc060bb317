package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.check.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Writes that clients ask for: of one lane one after the other, of different lanes at the same time. */
final class Workload {

    private static final int THREADS = 12;
    private static final int AMOUNT_MAX = 50;
    private static final double REPEATED = 0.05;
    private static final double ALTERED = 0.03;

    private final Map<String, List<Write>> lanes = new LinkedHashMap<>();
    private final Random random;

    Workload(long seed) {
        this.random = new Random(seed);
    }

    /** {@code perLane} refunds of each payment, and as many payments as there are lanes, named {@code name}. */
    Workload refunds(String name, List<String> payments, int perLane) {
        for (String payment : payments) {
            List<Write> lane = lanes.computeIfAbsent(payment, first -> new ArrayList<>());
            for (int i = 0; i < perLane; i++) {
                lane.add(Write.refund(name + "-" + payment + "-" + i, payment, amount()));
            }
        }
        return this;
    }

    /** Payments, each a lane of its own. */
    Workload payments(String name, int count) {
        for (int i = 0; i < count; i++) {
            Write payment = Write.payment(name + "-payment-" + i, 100 + amount());
            lanes.put(payment.key(), List.of(payment));
        }
        return this;
    }

    List<Write> writes() {
        return lanes.values().stream().flatMap(Collection::stream).toList();
    }

    /**
     * Has clients ask for all of it until they have definite answers; some they ask for again, some with another body.
     *
     * @param patience for all of it
     * @return the keys for which there was no definite answer in time
     */
    List<String> run(Clients clients, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        ConcurrentLinkedQueue<String> undecided = new ConcurrentLinkedQueue<>();
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (List<Write> lane : lanes.values()) {
                long seed = random.nextLong();
                all.add(CompletableFuture.runAsync(
                        () -> runLane(lane, clients, end, new Random(seed), undecided), threads));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } finally {
            threads.shutdownNow();
        }
        return List.copyOf(undecided);
    }

    private static void runLane(
            List<Write> lane, Clients clients, long end, Random chance, Collection<String> undecided) {
        for (Write write : lane) {
            Optional<Told> told = clients.persuade(write, Duration.ofNanos(end - System.nanoTime()));
            if (told.isEmpty()) {
                undecided.add(write.key());
                return; // the order of what comes after would not be known
            }
            if (chance.nextDouble() < REPEATED) {
                clients.ask(write);
            }
            if (chance.nextDouble() < ALTERED) {
                clients.ask(write.altered());
            }
            if (chance.nextDouble() < REPEATED) {
                clients.look(write.key());
            }
        }
    }

    private int amount() {
        return 1 + random.nextInt(AMOUNT_MAX);
    }
}
