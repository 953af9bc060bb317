package dev.breakwater.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that begin the same thing at the same moment. */
final class Crowd {

    private static final int SECONDS_MAX = 30;

    private final int threads;

    private Crowd(int threads) {
        this.threads = threads;
    }

    static Crowd of(int threads) {
        return new Crowd(threads);
    }

    /** Has each thread do {@code action} so many times; fails if one of them fails. */
    void run(int times, Runnable action) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(pool.submit(() -> {
                    start.await(SECONDS_MAX, TimeUnit.SECONDS);
                    for (int n = 0; n < times; n++) {
                        action.run();
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get(SECONDS_MAX, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            pool.shutdownNow();
        }
    }
}
