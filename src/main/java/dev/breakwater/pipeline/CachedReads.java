package dev.breakwater.pipeline;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.Coalescer;
import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Ticker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;

/**
 * What the event loops of a replica share of cached reads.
 *
 * <p>Threading: safe for any thread.
 */
@RegisterForReflection( // Caffeine makes them by name; CachedReadsTest holds that these are they
        classNames = {"com.github.benmanes.caffeine.cache.SSMSW", "com.github.benmanes.caffeine.cache.PSWMS"})
public final class CachedReads {

    private static final Duration REFRESH_PAUSE = Duration.ofSeconds(2);
    private static final int PAUSED_MAX = 10_000;

    private final AnswerCache answers;
    private final WriteInvalidation invalidation;
    private final Coalescer<Fetched> fetches = new Coalescer<>();
    private final Cache<String, Boolean> paused;

    public CachedReads(AnswerCache answers, WriteInvalidation invalidation, Ticker ticker) {
        this.answers = answers;
        this.invalidation = invalidation;
        this.paused = Caffeine.newBuilder()
                .maximumSize(PAUSED_MAX)
                .expireAfterWrite(REFRESH_PAUSE)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    AnswerCache answers() {
        return answers;
    }

    WriteInvalidation invalidation() {
        return invalidation;
    }

    Coalescer<Fetched> fetches() {
        return fetches;
    }

    /** Whether an answer may be asked for in the background: not right after that has failed. */
    boolean mayRefresh(String key) {
        return paused.getIfPresent(key) == null;
    }

    /** Asking for it in the background has failed: a sick provider is to see fewer calls, not more. */
    void pauseRefresh(String key) {
        paused.put(key, true);
    }
}
