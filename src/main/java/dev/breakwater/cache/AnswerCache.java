package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.route.CachePolicy;
import dev.breakwater.store.Store;
import dev.breakwater.vault.Vault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a replica can give without the provider: near ones from its own memory, far ones from the store that
 * replicas share. What is found far is kept near.
 *
 * <p>Threading: safe for any thread; nothing waits.
 */
public final class AnswerCache {

    /** What can be asked for on a condition saves bytes even if it is never served unasked. */
    private static final Duration VALIDATED_FOR = Duration.ofMinutes(10);

    private static final int FIRST_ERROR = 400;
    private static final Set<Integer> GONE = Set.of(403, 404, 410);

    private final NearTier near;
    private final FarTier far;
    private final Ticker ticker;
    private final Coalescer<List<Kept>> loads = new Coalescer<>();

    AnswerCache(NearTier near, FarTier far, Ticker ticker) {
        this.near = near;
        this.far = far;
        this.ticker = ticker;
    }

    /** One that shares nothing. */
    public static AnswerCache near(CacheSettings settings, Ticker ticker) {
        return new AnswerCache(new NearTier(settings.nearMax(), settings.keepMax(), ticker), FarTier.NONE, ticker);
    }

    /** One that shares answers with other replicas through {@code store}. */
    public static AnswerCache shared(
            CacheSettings settings, Ticker ticker, Vertx vertx, Store store, Vault vault, Tokens tokens) {
        NearTier near = new NearTier(settings.nearMax(), settings.keepMax(), ticker);
        return new AnswerCache(
                near, new RedisFarTier(vertx, store, vault, settings, ticker, near, tokens.next()), ticker);
    }

    /** Begins to hear of what other replicas drop. */
    public void start() {
        far.start();
    }

    /** Lets go of the store. */
    public Future<Void> stop() {
        return far.stop();
    }

    /**
     * What is known of a read before the provider is asked.
     *
     * @param answer the kept answer that fits; null if there is none
     * @param others whether answers to other requests for the same are kept
     */
    public record Look(@Nullable CachedAnswer answer, boolean others) {
        static final Look MISS = new Look(null, false);
    }

    /** What this replica keeps for {@code exchange}. */
    public Look look(CacheKey key, Exchange exchange) {
        Kept found = near.get(key);
        if (found instanceof Kept.Choice choice) {
            Kept chosen = near.get(key.variant(choice.vary(), exchange.headers()));
            return new Look(chosen instanceof CachedAnswer answer ? answer : null, true);
        }
        return found instanceof CachedAnswer answer ? new Look(answer, false) : Look.MISS;
    }

    /**
     * What replicas keep together for it; to be asked after {@link #look} found nothing.
     *
     * @param atMost for how long the store is waited for
     */
    public Future<Look> lookFar(CacheKey key, Exchange exchange, CachePolicy policy, Context context, Duration atMost) {
        if (far == FarTier.NONE) {
            return Future.succeededFuture(Look.MISS);
        }
        MultiMap request = exchange.headers();
        // requests that differ in what Vary may name must not share what is found
        String asked = key.hash()
                + key.variant(new Vary(List.of("accept", "accept-encoding", "accept-language")), request)
                        .hash()
                + atMost.toMillis();
        return loads.join(asked, context, () -> new Coalescer.Asking<>() {
                    @Override
                    public Future<List<Kept>> begin() {
                        return far.find(key, request, bare -> alive(bare, policy), atMost);
                    }

                    @Override
                    public void giveUp() {
                        // it ends by itself soon
                    }
                })
                .landed()
                .map(found -> {
                    found.forEach(near::put);
                    return look(key, exchange);
                });
    }

    /** Whether {@code answer} may be served at once. */
    public boolean isGood(CachedAnswer answer, ReadWish wish) {
        return answer.isGoodFor(wish, ticker.nanos()) && !near.isInDoubt(answer);
    }

    /** Whether it may be served while it is asked for in the background. */
    public boolean isGoodWhileAsking(CachedAnswer answer, ReadWish wish) {
        return answer.isGoodWhileAsking(wish, ticker.nanos()) && !near.isInDoubt(answer);
    }

    /** Whether it may stand in for an answer that the provider did not give. */
    public boolean isGoodOnError(CachedAnswer answer, ReadWish wish) {
        return answer.isGoodOnError(wish, ticker.nanos());
    }

    /**
     * Why {@code answer} to {@code exchange} must neither be kept nor be shared with others who asked for it; null if
     * it may.
     */
    public static @Nullable String refusal(Exchange exchange, Answer answer) {
        return StorageRule.refusal(exchange.method(), exchange.headers(), answer, CacheKey.isShared(exchange));
    }

    /** Whether {@code answer}, which came for one request, is an answer to the other (RFC 9111 section 4.1). */
    public static boolean isFor(Exchange other, Exchange asked, Answer answer) {
        return Vary.of(answer.headers()).matches(other.headers(), asked.headers());
    }

    /**
     * Keeps an answer that may be kept; null if it would be of no use.
     *
     * @param exchange as it was sent to the provider
     */
    public @Nullable CachedAnswer keep(CacheKey key, Exchange exchange, Answer answer, CachePolicy policy) {
        Instant now = ticker.now();
        long nowNanos = ticker.nanos();
        MultiMap headers = HttpHeaders.headers().addAll(answer.headers());
        headers.remove("age");
        if (!headers.contains("date")) {
            headers.set("Date", HttpDate.of(now)); // RFC 9110 section 6.6.1
        }
        Duration delay = Duration.ofNanos(nowNanos - exchange.beganNanos());
        Duration age = AnswerAge.onArrival(answer.headers(), delay, now);
        Vary vary = Vary.of(headers);
        Kept before = near.get(key);
        if (before instanceof Kept.Choice choice) {
            vary = vary.and(choice.vary());
        }
        CacheKey exact = vary.names().isEmpty() ? key : key.variant(vary, exchange.headers());
        CachedAnswer kept = new CachedAnswer(
                exact,
                answer.status(),
                answer.reason(),
                headers,
                answer.body().copy(),
                Lifetime.of(answer.status(), headers, policy, now),
                exchange.beganNanos(),
                nowNanos - age.toNanos());
        if (!isUseful(kept)) {
            forget(exact);
            return null;
        }
        if (!vary.names().isEmpty()) {
            putBoth(new Kept.Choice(key, vary, exchange.beganNanos()));
        }
        putBoth(kept);
        return kept;
    }

    /** A 304 has confirmed {@code stored}: its headers are brought up to date (RFC 9111 section 3.2). */
    public CachedAnswer freshen(CachedAnswer stored, Exchange exchange, Answer notModified, CachePolicy policy) {
        Instant now = ticker.now();
        long nowNanos = ticker.nanos();
        MultiMap headers = HttpHeaders.headers().addAll(stored.headers());
        notModified.headers().names().stream()
                .filter(name -> !name.equalsIgnoreCase("content-length") && !name.equalsIgnoreCase("age"))
                .forEach(name -> headers.set(name, notModified.headers().getAll(name)));
        if (!notModified.headers().contains("date")) {
            headers.set("Date", HttpDate.of(now));
        }
        Duration delay = Duration.ofNanos(nowNanos - exchange.beganNanos());
        CachedAnswer fresh = new CachedAnswer(
                stored.key(),
                stored.status(),
                stored.reason(),
                headers,
                stored.body(),
                Lifetime.of(stored.status(), headers, policy, now),
                exchange.beganNanos(),
                nowNanos
                        - AnswerAge.onArrival(notModified.headers(), delay, now).toNanos());
        if (CacheControl.of(exchange.headers().getAll("cache-control")).has(CacheControl.NO_STORE)) {
            return fresh; // for this client only
        }
        boolean forbidden =
                StorageRule.refusal("GET", exchange.headers(), fresh.toAnswer(nowNanos), CacheKey.isShared(exchange))
                        != null;
        if (forbidden) {
            forget(stored.key());
        } else {
            putBoth(fresh);
        }
        return fresh;
    }

    /**
     * The provider has answered something that must not be kept, and with it said that {@code stored} is no longer what
     * is there; an error that says nothing about that changes nothing.
     */
    public void contradict(CachedAnswer stored, Answer answer) {
        if (answer.status() < FIRST_ERROR || GONE.contains(answer.status())) {
            forget(stored.key());
        }
    }

    /** A HEAD has shown what a GET would bring: what is kept and differs is dropped (RFC 9111 section 4.3.5). */
    public void compare(CachedAnswer stored, Answer head) {
        if (Validators.belie(head.headers(), stored)) {
            forget(stored.key());
        }
    }

    /** Drops all answers to one path of a provider, whoever asked and with whichever query, on all replicas. */
    public void dropPath(String provider, String path) {
        drop(Dropped.path(provider, path));
    }

    /** Drops all answers of one route, on all replicas. */
    public void dropRoute(Scope route) {
        drop(Dropped.route(route));
    }

    /** Drops all answers of one provider, on all replicas. */
    public void dropProvider(String provider) {
        drop(Dropped.provider(provider));
    }

    /** Bytes that this replica keeps, about. */
    public long nearBytes() {
        return near.bytes();
    }

    /** Answers that this replica keeps, about. */
    public long nearEntries() {
        return near.entries();
    }

    static Duration usefulFor(CachedAnswer answer) {
        Duration whole = answer.lifetime().whole();
        Duration asked = answer.lifetime().fresh().plus(VALIDATED_FOR);
        return Validators.canAsk(answer) && asked.compareTo(whole) > 0 ? asked : whole;
    }

    private void forget(CacheKey key) {
        near.remove(key);
        far.forget(key);
    }

    private void drop(Dropped what) {
        what.in(near);
        far.drop(what);
    }

    private void putBoth(Kept one) {
        near.put(one);
        far.keep(one);
    }

    private boolean isUseful(CachedAnswer answer) {
        return usefulFor(answer).compareTo(answer.age(ticker.nanos())) > 0;
    }

    /** What was kept far, with the lifetime that the route gives it now; null if that is over. */
    private @Nullable CachedAnswer alive(CachedAnswer bare, CachePolicy policy) {
        CachedAnswer answer = new CachedAnswer(
                bare.key(),
                bare.status(),
                bare.reason(),
                bare.headers(),
                bare.body(),
                Lifetime.of(bare.status(), bare.headers(), policy, ticker.now()),
                bare.begunNanos(),
                bare.bornNanos());
        return isUseful(answer) ? answer : null;
    }
}
