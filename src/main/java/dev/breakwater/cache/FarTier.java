package dev.breakwater.cache;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all replicas keep together. It is best effort: while it cannot be reached, nothing is found, and nothing else
 * goes wrong.
 *
 * <p>Threading: safe for any thread; futures complete on a thread of its own, and never fail.
 */
interface FarTier {

    /** For replicas that share nothing. */
    FarTier NONE = new FarTier() {
        @Override
        public Future<List<Kept>> find(CacheKey key, MultiMap request, Reading reading, Duration atMost) {
            return Future.succeededFuture(List.of());
        }

        @Override
        public void keep(Kept one) {
            // nobody to share with
        }

        @Override
        public void forget(CacheKey key) {
            // nothing is there
        }

        @Override
        public void drop(Dropped what) {
            // nobody to tell
        }

        @Override
        public void start() {
            // nobody to hear of
        }

        @Override
        public Future<Void> stop() {
            return Future.succeededFuture();
        }
    };

    /** Makes an answer of what was kept: its lifetime is that of the route as it is set now. */
    @FunctionalInterface
    interface Reading {
        @Nullable
        CachedAnswer read(CachedAnswer bare);
    }

    /**
     * The answer to {@code request}, and what leads to it; empty if there is none, or none came within {@code atMost}.
     */
    Future<List<Kept>> find(CacheKey key, MultiMap request, Reading reading, Duration atMost);

    /** Keeps {@code one}, unless it was invalidated while it was on its way. */
    void keep(Kept one);

    /** Keeps nothing under {@code key} any more; what other replicas have near stays. */
    void forget(CacheKey key);

    /** Drops it for all replicas. */
    void drop(Dropped what);

    /** Begins to hear of what other replicas drop. */
    void start();

    Future<Void> stop();
}
