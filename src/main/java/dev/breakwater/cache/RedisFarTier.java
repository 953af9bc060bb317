package dev.breakwater.cache;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.Script;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreLink;
import dev.breakwater.vault.Unreadable;
import dev.breakwater.vault.Vault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the store, sealed by the vault for their owner, under keyed hashes. All of a path lie in one partition. A
 * replica hears of what others drop by asking several times a second; what it could not tell them while the store was
 * away, it tells them later.
 *
 * <p>Threading: safe for any thread; it has an event loop and a connection of its own, so that a large answer holds up
 * no write.
 */
final class RedisFarTier implements FarTier {

    private static final Logger LOG = Logger.getLogger(RedisFarTier.class);

    private static final Script GET = Script.named("cache-get", "cache");
    private static final Script PUT = Script.named("cache-put", "cache");
    private static final Script FORGET = Script.named("cache-forget", "cache");
    private static final Script DROP = Script.named("cache-drop", "cache");
    private static final Script TELL = Script.named("cache-tell");
    private static final Script NEWS = Script.named("cache-news");

    private static final long LISTEN_MILLIS = 200;
    private static final int NEWS_MAX = 1000;
    private static final int UNTOLD_MAX = 10_000;
    private static final int TOLD_AT_ONCE_MAX = 64;
    private static final Duration ON_THE_WAY_MAX = Duration.ofMinutes(11); // longer than any exchange
    private static final double MEMORY_SHARE = 0.5; // of the store's maxmemory: the rest is for the queue
    private static final int PUTS_MAX = 256; // on their way; what is beyond is not worth waiting for
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Store store;
    private final Vault vault;
    private final CacheSettings settings;
    private final Ticker ticker;
    private final NearTier near;
    private final String replica;
    private final Vertx vertx;
    private final Context loop;
    private final Supplier<StoreLink> opening;

    // touched on the loop only
    private final Set<Dropped> untold = new LinkedHashSet<>();
    private final Set<Dropped> telling = new LinkedHashSet<>();
    private @Nullable StoreLink link;
    private String heard = "";
    private boolean listening;
    private int puts;
    private long timer = -1;

    /** @param replica a name that no other has: it need not hear what it told itself */
    RedisFarTier(
            Vertx vertx,
            Store store,
            Vault vault,
            CacheSettings settings,
            Ticker ticker,
            NearTier near,
            String replica) {
        this.vertx = vertx;
        this.store = store;
        this.vault = vault;
        this.settings = settings;
        this.ticker = ticker;
        this.near = near;
        this.replica = replica;
        this.loop = vertx.getOrCreateContext();
        this.opening = store::link;
    }

    @Override
    public void start() {
        loop.runOnContext(now -> timer = vertx.setPeriodic(LISTEN_MILLIS, id -> listen()));
    }

    @Override
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        loop.runOnContext(now -> {
            vertx.cancelTimer(timer);
            StoreLink open = link;
            (open == null ? Future.<Void>succeededFuture() : open.close()).onComplete(stopped);
        });
        return stopped.future();
    }

    @Override
    public Future<List<Kept>> find(CacheKey key, MultiMap request, Reading reading, Duration atMost) {
        if (!settings.shared()) {
            return Future.succeededFuture(List.of());
        }
        Promise<List<Kept>> found = Promise.promise();
        loop.runOnContext(now -> {
            long timer = vertx.setTimer(atMost.toMillis(), id -> found.tryComplete(List.of()));
            resolve(key, request, reading).onComplete(done -> {
                vertx.cancelTimer(timer);
                found.tryComplete(done.succeeded() ? done.result() : List.of());
            });
        });
        return found.future();
    }

    private Future<List<Kept>> resolve(CacheKey key, MultiMap request, Reading reading) {
        return find(key).compose(first -> {
            if (!(first instanceof Kept.Choice choice)) {
                return Future.succeededFuture(listed(null, first, reading));
            }
            return find(key.variant(choice.vary(), request)).map(second -> listed(choice, second, reading));
        });
    }

    private static List<Kept> listed(Kept.@Nullable Choice choice, @Nullable Kept last, Reading reading) {
        List<Kept> all = new ArrayList<>();
        if (choice != null) {
            all.add(choice);
        }
        CachedAnswer answer = last instanceof CachedAnswer bare ? reading.read(bare) : null;
        if (answer != null) {
            all.add(answer);
        }
        return List.copyOf(all);
    }

    private Future<@Nullable Kept> find(CacheKey key) {
        if (!store.isOpen()) {
            return Future.succeededFuture(null);
        }
        if (Stream.concat(untold.stream(), telling.stream()).anyMatch(what -> what.covers(key))) {
            return Future.succeededFuture(null); // the store has not heard of it yet
        }
        String entry = entry(key);
        long asked = ticker.nanos(); // what was dropped behind this must not come back by it
        List<Object> arguments = List.of(entry, key.path(), key.scope().provider(), key.scope());
        return link().run(GET, partition(key.path()), arguments)
                .<@Nullable Kept>map(reply -> read(reply, key, entry, asked));
    }

    private @Nullable Kept read(Response reply, CacheKey key, String entry, long asked) {
        if (reply.size() == 0) {
            return null;
        }
        long born = asked - Math.max(0, number(reply.get(0))) * NANOS_PER_MILLI;
        long begun = asked - Math.max(0, number(reply.get(1))) * NANOS_PER_MILLI;
        try {
            byte[] plain = vault.open(reply.get(2).toBytes(), recordId(key, entry));
            return KeptForm.read(plain, key, begun, born);
        } catch (Unreadable | IllegalArgumentException unreadable) {
            LOG.debugf("a shared answer cannot be read: %s", unreadable.getMessage());
            return null;
        }
    }

    @Override
    public void keep(Kept one) {
        if (!settings.shared()) {
            return;
        }
        loop.runOnContext(now -> {
            boolean room = puts < PUTS_MAX && !store.facts().isFull(MEMORY_SHARE);
            if (room && size(one) <= settings.sharedEntryMax()) {
                puts++;
                put(one).onComplete(done -> puts--);
            }
        });
    }

    private Future<Response> put(Kept one) {
        CacheKey key = one.key();
        String entry = entry(key);
        long nowNanos = ticker.nanos();
        Duration keep = one instanceof CachedAnswer answer
                ? AnswerCache.usefulFor(answer).minus(answer.age(nowNanos))
                : settings.keepMax();
        keep = keep.compareTo(settings.keepMax()) > 0 ? settings.keepMax() : keep;
        if (keep.toMillis() <= 0) {
            return Future.failedFuture("it is of no use any more");
        }
        long born = one instanceof CachedAnswer answer ? answer.bornNanos() : one.begunNanos();
        List<Object> arguments = List.of(
                entry,
                key.path(),
                key.scope().provider(),
                key.scope(),
                (nowNanos - one.begunNanos()) / NANOS_PER_MILLI,
                (nowNanos - born) / NANOS_PER_MILLI,
                keep.toMillis(),
                settings.sharedMax() / store.settings().partitions().count(),
                vault.seal(KeptForm.of(one), recordId(key, entry)));
        return link().run(PUT, partition(key.path()), arguments);
    }

    @Override
    public void forget(CacheKey key) {
        if (!settings.shared()) {
            return;
        }
        loop.runOnContext(now -> {
            var unused = link().run(FORGET, partition(key.path()), List.of(entry(key)));
        });
    }

    @Override
    public void drop(Dropped what) {
        loop.runOnContext(now -> {
            untold.add(what);
            if (untold.size() > UNTOLD_MAX) { // the store is away for long: a few large ones stand for all
                Set<String> providers = untold.stream().map(Dropped::provider).collect(Collectors.toSet());
                untold.clear();
                providers.forEach(provider -> untold.add(Dropped.provider(provider)));
            }
            tell();
        });
    }

    /** Tells of some at a time, and of none before it is done, so that none is lost while the store is away. */
    private void tell() {
        if (!telling.isEmpty() || untold.isEmpty() || !store.isOpen()) {
            return;
        }
        untold.stream().limit(TOLD_AT_ONCE_MAX).forEach(telling::add);
        untold.removeAll(telling);
        List<Object> words = new ArrayList<>(List.of(replica));
        words.addAll(telling);
        Future.join(telling.stream().map(this::dropped).toList())
                .compose(done -> link().run(TELL, 0, words))
                .onComplete(told -> {
                    if (told.failed()) {
                        untold.addAll(telling);
                    }
                    telling.clear();
                    if (told.succeeded()) {
                        tell();
                    }
                });
    }

    private Future<Void> dropped(Dropped what) {
        List<Object> arguments = List.of(what.kind(), what.place(), ON_THE_WAY_MAX.toMillis());
        if (what.what() == Dropped.What.PATH) {
            return link().run(DROP, partition(what.name()), arguments)
                    .compose(left -> number(left) > 0 ? dropped(what) : Future.succeededFuture());
        }
        Future<?> all = Future.succeededFuture();
        for (int i = 0; i < store.settings().partitions().count(); i++) {
            int partition = i;
            all = all.compose(done -> link().run(DROP, partition, arguments));
        }
        return all.mapEmpty();
    }

    private void listen() {
        tell();
        if (listening || !store.isOpen()) {
            return;
        }
        listening = true;
        link().run(NEWS, 0, List.of(heard, NEWS_MAX)).onComplete(news -> {
            listening = false;
            if (news.succeeded()) {
                hear(news.result());
            }
        });
    }

    private void hear(Response news) {
        boolean first = heard.isEmpty();
        heard = news.get(0).toString();
        if (number(news.get(1)) == 1 || first) {
            near.doubt(); // at first, too: it may have filled while the store was away
        }
        for (Response one : news.get(2)) {
            Dropped what = Dropped.parse(one.get(0).toString(StandardCharsets.UTF_8));
            if (what != null && !one.get(1).toString().equals(replica)) {
                what.in(near);
            }
        }
        if (news.get(2).size() == NEWS_MAX) {
            listen();
        }
    }

    private StoreLink link() {
        StoreLink open = link == null ? opening.get() : link;
        link = open;
        return open;
    }

    private int partition(String path) {
        return store.settings().partitions().of(path);
    }

    /** Keyed: whoever reads the store can neither read nor guess what was asked for. */
    private String entry(CacheKey key) {
        return vault.fingerprints(
                        "cache".getBytes(StandardCharsets.UTF_8),
                        key.owner().getBytes(StandardCharsets.UTF_8),
                        key.hash().getBytes(StandardCharsets.UTF_8))
                .get(0);
    }

    /** What an entry is sealed for: its place and its owner, so that it opens for nobody else. */
    private static String recordId(CacheKey key, String entry) {
        return "cache:" + key.owner() + ":" + entry;
    }

    private static long number(Response reply) {
        return Long.parseLong(reply.toString());
    }

    private static int size(Kept one) {
        return one instanceof CachedAnswer answer ? answer.bytes() : 0;
    }
}
