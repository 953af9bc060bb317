package dev.breakwater.store;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's way to the store: one connection, on which steps follow each other without waiting for each other's
 * answers. While the store does not answer, further steps fail at once.
 *
 * <p>Threading: for the event loop that made it. Futures fail with {@link StoreUnavailable} only.
 */
public final class StoreLink {

    private static final long CHECK_MILLIS = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Store store;
    private final Vertx vertx;
    private final Redis redis;
    private final Ticker ticker;
    private final long timeoutNanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private @Nullable Future<RedisConnection> connecting;
    private @Nullable StoreLink patient;
    private boolean stalled;
    private boolean closed;
    private long timer = -1;

    StoreLink(Store store, Vertx vertx, Redis redis, Ticker ticker) {
        this(store, vertx, redis, ticker, store.settings().timeout().toNanos());
    }

    private StoreLink(Store store, Vertx vertx, Redis redis, Ticker ticker, long timeoutNanos) {
        this.store = store;
        this.vertx = vertx;
        this.redis = redis;
        this.ticker = ticker;
        this.timeoutNanos = timeoutNanos;
    }

    /** Takes one step; in store, its arguments follow the epoch and the clock's shift. */
    public Future<Response> run(Script script, int partition, List<?> arguments) {
        if (!store.isOpen()) {
            return Future.failedFuture(new StoreUnavailable(closedBecause(), false));
        }
        return evaluate(script, partition, arguments);
    }

    /**
     * Takes one step, and asks the store behind it how durably it has been kept. What is demanded has been compared
     * with {@link Store#shortOf} before; it may have been changed since, which the receipt shows.
     */
    public Future<Stored> runDurably(Script script, int partition, List<?> arguments, Durability wanted) {
        if (wanted == Durability.REPLICATED) {
            return patient().replicated(script, partition, arguments);
        }
        Future<Response> step = run(script, partition, arguments);
        if (wanted == Durability.MEMORY) {
            return step.map(reply -> new Stored(reply, new Receipt(Durability.MEMORY, 0), ""));
        }
        Future<Boolean> fsynced = fsynced();
        return step.compose(reply -> fsynced.map(yes -> yes
                ? new Stored(reply, new Receipt(Durability.FSYNC, 0), "")
                : new Stored(reply, null, "the store no longer forces every write to the disk")));
    }

    /** A plain command; for what is no step. */
    Future<Response> send(Request request) {
        if (stalled || closed) {
            return Future.failedFuture(
                    new StoreUnavailable(closed ? "it has been closed" : "the store does not answer", false));
        }
        Waiting entry = new Waiting(ticker.nanos(), Promise.promise());
        waiting.add(entry);
        watch();
        Future<RedisConnection> connected = connection();
        if (connected.succeeded()) {
            entry.sent = true;
            connected.result().send(request).onComplete(done -> answered(entry, done.result(), done.cause()));
        } else {
            connected.onComplete(done -> {
                if (done.failed() || entry.promise.future().isComplete()) {
                    answered(entry, null, done.failed() ? done.cause() : new IllegalStateException("too late"));
                } else {
                    entry.sent = true;
                    done.result().send(request).onComplete(sent -> answered(entry, sent.result(), sent.cause()));
                }
            });
        }
        return entry.promise.future();
    }

    public Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        StoreLink other = patient;
        Future<Void> first = other == null ? Future.succeededFuture() : other.close();
        Future<RedisConnection> open = connecting;
        return open == null || !open.succeeded()
                ? first
                : first.compose(done -> open.result().close());
    }

    private Future<Response> evaluate(Script script, int partition, List<?> arguments) {
        return send(request(Command.EVALSHA, script.sha1(), partition, arguments))
                .recover(failed -> isUnknownScript(failed)
                        ? send(request(Command.EVAL, script.source(), partition, arguments))
                        : Future.failedFuture(failed))
                .recover(failed -> Future.failedFuture(translated(script, failed)));
    }

    /** {@code WAIT} counts for the connection that wrote, and holds it up: hence one of its own. */
    private Future<Stored> replicated(Script script, int partition, List<?> arguments) {
        Future<Response> step = run(script, partition, arguments);
        StoreSettings settings = store.settings();
        Future<Response> confirmed = send(Request.cmd(Command.WAIT)
                .arg(settings.replicas())
                .arg(settings.replicaWait().toMillis()));
        Future<Boolean> fsynced = fsynced();
        return step.compose(reply -> confirmed.compose(count -> fsynced.map(yes -> {
            int replicas = count.toInteger();
            if (!yes) {
                return new Stored(reply, null, "the store no longer forces every write to the disk");
            }
            return replicas >= settings.replicas()
                    ? new Stored(reply, new Receipt(Durability.REPLICATED, replicas), "")
                    : new Stored(
                            reply,
                            null,
                            replicas + " of " + settings.replicas() + " replicas confirmed within "
                                    + settings.replicaWait().toMillis() + "ms");
        })));
    }

    private Future<Boolean> fsynced() {
        return send(Request.cmd(Command.CONFIG).arg("GET").arg("appendonly").arg("appendfsync"))
                .map(StoreLook::fsyncs);
    }

    private StoreLink patient() {
        StoreLink other = patient;
        if (other == null) {
            long wait = store.settings().replicaWait().toNanos();
            other = new StoreLink(store, vertx, redis, ticker, timeoutNanos + wait);
            patient = other;
        }
        return other;
    }

    private Request request(Command command, String script, int partition, List<?> arguments) {
        String epoch = store.epoch();
        Request request = Request.cmd(command)
                .arg(script)
                .arg(1)
                .arg(Partitions.prefix(partition))
                .arg(epoch == null ? "" : epoch)
                .arg(store.clockShiftMillis());
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                request.arg(bytes);
            } else {
                request.arg(argument.toString());
            }
        }
        return request;
    }

    private Future<RedisConnection> connection() {
        Future<RedisConnection> open = connecting;
        if (open == null) {
            open = redis.connect().onSuccess(this::watch);
            connecting = open;
            open.onFailure(failed -> connecting = null);
        }
        return open;
    }

    private void watch(RedisConnection connection) {
        Future<RedisConnection> mine = connecting;
        connection.exceptionHandler(broken -> forget(mine));
        connection.endHandler(ended -> forget(mine));
    }

    private void forget(@Nullable Future<RedisConnection> broken) {
        if (connecting == broken) {
            connecting = null;
            stalled = false;
        }
    }

    private void answered(Waiting entry, @Nullable Response response, @Nullable Throwable failure) {
        entry.over = true;
        stalled = false;
        while (!waiting.isEmpty() && waiting.peek().over) {
            waiting.poll();
        }
        if (failure == null) {
            entry.promise.tryComplete(response);
        } else {
            entry.promise.tryFail(unavailable(entry, failure));
        }
    }

    private static Throwable unavailable(Waiting entry, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        boolean reply = failure.getClass().getSimpleName().equals("ErrorType");
        return reply && !message.startsWith("CONNECTION") ? failure : new StoreUnavailable(message, entry.sent);
    }

    /** Looks from time to time whether the oldest step has been waiting for too long. */
    private void watch() {
        if (timer >= 0) {
            return;
        }
        timer = vertx.setTimer(CHECK_MILLIS, id -> {
            timer = -1;
            expire();
            if (!waiting.isEmpty()) {
                watch();
            }
        });
    }

    private void expire() {
        long now = ticker.nanos();
        for (Waiting entry : waiting) {
            if (now - entry.sentNanos < timeoutNanos) {
                break;
            }
            if (entry.promise.tryFail(new StoreUnavailable(
                    "the store did not answer within " + timeoutNanos / NANOS_PER_MILLI + "ms", entry.sent))) {
                stalled = entry.sent;
            }
        }
    }

    private Throwable translated(Script script, Throwable failed) {
        if (failed instanceof StoreUnavailable) {
            return failed;
        }
        String message = String.valueOf(failed.getMessage());
        if (message.startsWith("LOST")) {
            store.lost(message);
        }
        return new StoreUnavailable("the store refused " + script.name() + ": " + message, false);
    }

    private String closedBecause() {
        return store.facts().lost()
                ? "the store has lost what it had acknowledged; see the log"
                : "the store cannot be reached";
    }

    private static boolean isUnknownScript(Throwable failed) {
        return String.valueOf(failed.getMessage()).startsWith("NOSCRIPT");
    }

    /** A command that has not been answered. */
    private static final class Waiting {

        private final long sentNanos;
        private final Promise<Response> promise;
        private boolean sent;
        private boolean over;

        Waiting(long sentNanos, Promise<Response> promise) {
            this.sentNanos = sentNanos;
            this.promise = promise;
        }
    }
}
