package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A replica's view of a Redis, with a link of its own event loop, a clock that can be put forward, and what was loud.
 */
public final class StoreForTest implements AutoCloseable {

    /** What a step may take here, unless a test says otherwise; machines may be busy. */
    private static final Duration STEP_MAX = Duration.ofSeconds(10);

    private static final int WAIT_SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final AtomicLong shiftMillis = new AtomicLong();
    private final Redis redis;
    private final Store store;
    private final StoreLink link;
    private final List<String> alarms = new CopyOnWriteArrayList<>();

    public StoreForTest(int port, int partitions) {
        this(port, new StoreSettings(new Partitions(partitions), STEP_MAX, 1, Duration.ofSeconds(1), 0.8));
    }

    public StoreForTest(int port, StoreSettings settings) {
        this(new RedisOptions().setConnectionString("redis://127.0.0.1:" + port), settings);
    }

    /** @param options of one server, or of a cluster */
    public StoreForTest(RedisOptions options, StoreSettings settings) {
        RedisOptions pooled = new RedisOptions(options).setMaxPoolSize(8);
        redis = Redis.createClient(vertx, pooled);
        StoreNodes nodes = options.getType() == RedisClientType.CLUSTER
                ? StoreNodes.ofCluster(vertx, pooled)
                : StoreNodes.of(redis);
        Alarm alarm = (cause, detail) -> alarms.add(cause + ": " + detail);
        store = new Store(vertx, nodes, settings, alarm, Ticker.system(), Tokens.system(), shiftMillis::get);
        link = await(() -> store.start()
                .otherwiseEmpty() // it may come later
                .map(started -> store.link()));
    }

    public Store store() {
        return store;
    }

    /** Whoever takes a link of the store's takes it on an event loop of this one. */
    public Vertx vertx() {
        return vertx;
    }

    /** For use on {@link #on}'s event loop only. */
    public StoreLink link() {
        return link;
    }

    /** What was loud: {@code CAUSE: detail}. */
    public List<String> alarms() {
        return alarms;
    }

    public void advance(Duration by) {
        shiftMillis.addAndGet(by.toMillis());
    }

    /** Does something on the link's event loop, and waits for what comes of it. */
    public <T> T on(Function<StoreLink, Future<T>> step) {
        return await(() -> step.apply(link));
    }

    /** A plain command on a connection beside the link's. */
    public Response command(Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(argument.toString());
            }
        }
        return await(() -> redis.send(request));
    }

    private <T> T await(Supplier<Future<T>> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(now -> step.get().onComplete(result -> {
            if (result.succeeded()) {
                done.complete(result.result());
            } else {
                done.completeExceptionally(result.cause());
            }
        }));
        return done.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        await(() -> link.close().otherwiseEmpty());
        await(() -> store.stop().otherwiseEmpty());
        redis.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
