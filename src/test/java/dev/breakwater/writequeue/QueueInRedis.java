package dev.breakwater.writequeue;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreLink;
import dev.breakwater.store.StoreSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import redis.embedded.RedisServer;

/** A real redis-server of its own, a queue in it, and a clock that can be put forward. */
final class QueueInRedis implements AutoCloseable {

    private static final long WAIT_SECONDS = 20;

    private final Path data;
    private final RedisServer server;
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final AtomicLong shiftMillis = new AtomicLong();
    private final List<String> alarms = new CopyOnWriteArrayList<>();
    private final RedisConnection beside;
    private final Store store;
    private final RedisWriteQueue queue;

    /** @param fsync whether it is set as production should be; if not, only durability "memory" is to be had */
    QueueInRedis(QueueSettings settings, boolean fsync) throws IOException {
        data = Files.createTempDirectory("queue-in-redis");
        int port = freePort();
        server = RedisServer.builder()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir \"" + data + "\"")
                .setting("appendonly " + (fsync ? "yes" : "no"))
                .setting("appendfsync always")
                .setting("save \"\"")
                .build();
        server.start();
        Redis redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString("redis://127.0.0.1:" + port)
                        .setMaxPoolSize(6));
        beside = await(redis::connect);
        StoreSettings set =
                new StoreSettings(settings.partitions(), Duration.ofSeconds(10), 0, Duration.ofSeconds(1), 0.8);
        store = new Store(
                vertx,
                redis,
                set,
                (cause, detail) -> alarms.add(cause + ": " + detail),
                Ticker.system(),
                Tokens.system(),
                shiftMillis::get);
        await(store::start);
        queue = await(() -> {
            StoreLink link = store.link();
            return Future.succeededFuture(
                    new RedisWriteQueue(store, link, settings, new PlainVault(), Tokens.system(), Ticker.system()));
        });
    }

    <T> T on(Function<WriteQueue, Future<T>> step) {
        return await(() -> step.apply(queue));
    }

    void advance(Duration by) {
        shiftMillis.addAndGet(by.toMillis());
    }

    /** A command beside the queue. */
    Response command(Command command, Object... arguments) {
        Request request = Request.cmd(command);
        for (Object argument : arguments) {
            request.arg(argument.toString());
        }
        return await(() -> beside.send(request));
    }

    /** What was loud. */
    List<String> alarms() {
        return alarms;
    }

    Store store() {
        return store;
    }

    /** Empties every partition, and leaves the markers. */
    void clear() {
        alarms.clear();
        for (Response key : command(Command.KEYS, "{bw:q:*")) {
            if (!key.toString().endsWith(":epoch")) {
                command(Command.DEL, key);
            }
        }
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        await(store::stop);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
