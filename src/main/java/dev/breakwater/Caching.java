package dev.breakwater;

import dev.breakwater.cache.AnswerCache;
import dev.breakwater.cache.CacheSettings;
import dev.breakwater.cache.WriteInvalidation;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.pipeline.CachedReads;
import dev.breakwater.route.RouteTable;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * How answers to reads are kept.
 *
 * @param answers what is kept
 * @param reads the same with what is under way
 * @param invalidation of what writes make out of date
 */
public record Caching(AnswerCache answers, CachedReads reads, WriteInvalidation invalidation) {

    /**
     * What {@code routes} need; null if none of them keeps any answer.
     *
     * @param keeping the store; null if there is none, and answers are kept in this process only
     */
    static @Nullable Caching of(
            RouteTable routes, CacheSettings settings, Vertx vertx, Ticker ticker, @Nullable Keeping keeping) {
        boolean any = routes.providers().stream()
                .flatMap(provider -> provider.all().stream())
                .anyMatch(route -> route.policy().cache() != null);
        if (!any) {
            return null;
        }
        AnswerCache answers = keeping == null
                ? AnswerCache.near(settings, ticker)
                : AnswerCache.shared(settings, ticker, vertx, keeping.store(), keeping.vault(), keeping.tokens());
        WriteInvalidation invalidation = new WriteInvalidation(answers, routes);
        return new Caching(answers, new CachedReads(answers, invalidation, ticker), invalidation);
    }
}
