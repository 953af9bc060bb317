package dev.breakwater.pipeline;

import dev.breakwater.cache.CacheKey;
import dev.breakwater.cache.ReadWish;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Lane;
import dev.breakwater.route.CachePolicy;
import dev.breakwater.route.LaneSource;
import org.jspecify.annotations.Nullable;

/**
 * A read whose answer may be kept, or may have been.
 *
 * @param passage its exchange and route
 * @param policy of its route
 * @param key under which its answer is kept
 * @param wish what its client says about kept answers
 */
record CachedRead(Passage passage, CachePolicy policy, CacheKey key, ReadWish wish) {

    static CachedRead of(Passage passage, CachePolicy policy) {
        Exchange exchange = passage.exchange();
        CacheKey key = CacheKey.of(
                exchange,
                passage.route().scope(),
                policy,
                passage.provider().settings().credential());
        return new CachedRead(passage, policy, key, ReadWish.of(exchange));
    }

    Exchange exchange() {
        return passage.exchange();
    }

    boolean isHead() {
        return "HEAD".equals(exchange().method());
    }

    /** The lane of the writes that may change what it shows; null if its route names none. */
    @Nullable
    Lane lane() {
        LaneSource source = policy.lane();
        String value = source == null ? null : source.of(exchange());
        return value == null ? null : new Lane(passage.route().scope().provider(), value);
    }

    /**
     * The same read as it is sent for all who ask for it: with the route's own deadline, for no client in particular.
     */
    Passage forAll(long nowNanos) {
        Exchange own = exchange();
        Exchange exchange = new Exchange(own.method(), own.target(), own.received(), nowNanos);
        exchange.passOn(own.headers());
        exchange.traced(own.trace());
        if (own.client() != null) {
            exchange.authenticated(own.client());
        }
        exchange.matched(passage.route().scope());
        exchange.shorten(passage.route().policy().deadline());
        return new Passage(exchange, passage.route(), passage.provider(), passage.upstream(), passage.resend());
    }
}
