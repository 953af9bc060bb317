package dev.breakwater.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this replica keeps in its own memory, bounded by bytes; what is used least goes first.
 *
 * <p>Threading: safe for any thread; nothing waits.
 */
@RegisterForReflection( // Caffeine makes them by name; NearTierTest holds that these are they
        classNames = {
            "com.github.benmanes.caffeine.cache.SSLMWA",
            "com.github.benmanes.caffeine.cache.PSWMW",
            "com.github.benmanes.caffeine.cache.SSMSW",
            "com.github.benmanes.caffeine.cache.PSWMS"
        })
final class NearTier {

    private static final int CHOICE_BYTES = 700;
    private static final Duration ON_THE_WAY_MAX = Duration.ofMinutes(11); // longer than any exchange
    private static final int MARKERS_MAX = 100_000;

    private final Ticker ticker;
    private final Duration keepMax;
    private final Cache<String, Kept> kept;
    private final Map<String, Set<String>> byPath = new ConcurrentHashMap<>();

    /** Since when answers to a path count again: for those that were on their way when it was invalidated. */
    private final Cache<String, Long> markers;

    private final Map<String, Long> floors = new ConcurrentHashMap<>();
    private volatile long floorNanos;
    private volatile long doubtNanos;

    NearTier(long bytesMax, Duration keepMax, Ticker ticker) {
        this.ticker = ticker;
        this.keepMax = keepMax;
        this.floorNanos = ticker.nanos() - keepMax.toNanos();
        this.doubtNanos = floorNanos;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((String hash, Kept one) -> one instanceof CachedAnswer answer ? answer.bytes() : CHOICE_BYTES)
                .expireAfter(Expiry.<String, Kept>writing((hash, one) -> keep(one)))
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .removalListener((@Nullable String hash, @Nullable Kept one, RemovalCause cause) -> removed(one, cause))
                .build();
        this.markers = Caffeine.newBuilder()
                .maximumSize(MARKERS_MAX)
                .expireAfterWrite(ON_THE_WAY_MAX)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .evictionListener((@Nullable String path, @Nullable Long at, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE && at != null) {
                        raiseFloor(at); // what was forgotten must not count as never said
                    }
                })
                .build();
    }

    /** What is kept under {@code key}; null if there is nothing, or what there is was invalidated. */
    @Nullable
    Kept get(CacheKey key) {
        Kept found = kept.getIfPresent(key.hash());
        return found == null || !found.key().owner().equals(key.owner()) || isBelowFloor(found) ? null : found;
    }

    /** Keeps {@code one}, unless it was invalidated while it was on its way. */
    void put(Kept one) {
        String path = one.key().path();
        String hash = one.key().hash();
        byPath.compute(path, (p, known) -> {
            Set<String> hashes = known == null ? ConcurrentHashMap.newKeySet() : known;
            hashes.add(hash);
            return hashes;
        });
        kept.asMap()
                .compute(
                        hash,
                        (h, before) -> before != null && before.begunNanos() - one.begunNanos() > 0 ? before : one);
        index(path, hash); // another of its hash may just have been removed, or it was itself not worth its place
        Long marker = markers.getIfPresent(path);
        if ((marker != null && one.begunNanos() - marker <= 0) || isBelowFloor(one)) {
            kept.invalidate(hash);
        }
    }

    /** Lets the index say what is so; whoever changes what is kept does this afterwards. */
    private void index(String path, String hash) {
        byPath.compute(path, (p, known) -> {
            Set<String> hashes = known == null ? ConcurrentHashMap.newKeySet() : known;
            if (kept.asMap().containsKey(hash)) {
                hashes.add(hash);
            } else {
                hashes.remove(hash);
            }
            return hashes.isEmpty() ? null : hashes;
        });
    }

    void remove(CacheKey key) {
        kept.invalidate(key.hash());
    }

    /** Drops all answers to a path, also those that are on their way. */
    void dropPath(String path) {
        markers.put(path, ticker.nanos());
        Set<String> hashes = byPath.remove(path);
        if (hashes != null) {
            kept.invalidateAll(hashes);
        }
    }

    /** Drops all answers of a route. */
    void dropRoute(Scope route) {
        drop(route.toString());
    }

    /** Drops all answers of a provider. */
    void dropProvider(String provider) {
        drop(provider);
    }

    private void drop(String name) {
        floors.put(name, ticker.nanos());
        kept.asMap().values().removeIf(this::isBelowFloor);
    }

    /** It may be that something was invalidated, and we were not told: what is here must be asked for again. */
    void doubt() {
        doubtNanos = ticker.nanos();
    }

    /** Whether it may have been invalidated without our hearing of it. */
    boolean isInDoubt(Kept one) {
        return one.begunNanos() - doubtNanos <= 0;
    }

    /** Paths of which something is kept. */
    int paths() {
        return byPath.size();
    }

    long bytes() {
        return kept.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }

    long entries() {
        return kept.estimatedSize();
    }

    private boolean isBelowFloor(Kept one) {
        if (one.begunNanos() - floorNanos <= 0) {
            return true;
        }
        if (floors.isEmpty()) {
            return false;
        }
        Scope scope = one.key().scope();
        return isBelow(one, floors.get(scope.provider())) || isBelow(one, floors.get(scope.toString()));
    }

    private static boolean isBelow(Kept one, @Nullable Long floor) {
        return floor != null && one.begunNanos() - floor <= 0;
    }

    private synchronized void raiseFloor(long at) {
        floorNanos = at - floorNanos > 0 ? at : floorNanos;
    }

    private void removed(@Nullable Kept one, RemovalCause cause) {
        if (one != null && cause != RemovalCause.REPLACED) {
            index(one.key().path(), one.key().hash());
        }
    }

    /** As long as it is of any use. */
    private Duration keep(Kept one) {
        if (!(one instanceof CachedAnswer answer)) {
            return keepMax;
        }
        Duration rest = AnswerCache.usefulFor(answer).minus(answer.age(ticker.nanos()));
        return rest.isNegative() ? Duration.ofNanos(1) : rest.compareTo(keepMax) > 0 ? keepMax : rest;
    }
}
