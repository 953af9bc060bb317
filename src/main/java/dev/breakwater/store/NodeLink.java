package dev.breakwater.store;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's way to one server: one connection, on which commands follow each other without waiting for each
 * other's answers. While the server does not answer, further commands fail at once.
 *
 * <p>Threading: for the event loop that made it. Futures fail with the server's error, or with
 * {@link StoreUnavailable}.
 */
final class NodeLink {

    private static final long CHECK_MILLIS = 50;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long CONNECT_PAUSE_MILLIS = 100;
    private static final long STALLED_MAX_MILLIS = 5_000;

    /** Commands that may wait for the server. */
    static final int WAITING_MAX = 20_000;

    private final Vertx vertx;
    private final Supplier<Future<RedisConnection>> server;
    private final Ticker ticker;
    private final long timeoutNanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private @Nullable Future<RedisConnection> connecting;
    private @Nullable Promise<Boolean> nextLook;
    private boolean stalled;
    private boolean closed;
    private long timer = -1;
    private long retryAtNanos;
    private long answeredNanos;

    /** @param server gives a new connection to it */
    NodeLink(Vertx vertx, Supplier<Future<RedisConnection>> server, Ticker ticker, long timeoutNanos) {
        this.vertx = vertx;
        this.server = server;
        this.ticker = ticker;
        this.timeoutNanos = timeoutNanos;
        this.retryAtNanos = ticker.nanos();
        this.answeredNanos = retryAtNanos;
    }

    Future<Response> send(Request request) {
        if (stalled || closed) {
            return Future.failedFuture(
                    new StoreUnavailable(closed ? "it has been closed" : "the store does not answer", false));
        }
        long now = ticker.nanos();
        if (waiting.size() >= WAITING_MAX) {
            return Future.failedFuture(new StoreUnavailable(WAITING_MAX + " steps are waiting for it already", false));
        }
        if (connecting == null && now - retryAtNanos < 0) {
            return Future.failedFuture(new StoreUnavailable("it could not be connected to just now", false));
        }
        Waiting entry = new Waiting(now, Promise.promise());
        waiting.add(entry);
        watch();
        Future<RedisConnection> connected = connection();
        if (connected.succeeded()) {
            entry.sent = true;
            connected.result().send(request).onComplete(done -> answered(entry, done.result(), done.cause()));
        } else {
            connected.onComplete(done -> {
                RedisConnection open = done.result();
                if (open == null || entry.promise.future().isComplete()) {
                    answered(entry, null, open == null ? done.cause() : new IllegalStateException("too late"));
                } else {
                    entry.sent = true;
                    open.send(request).onComplete(sent -> answered(entry, sent.result(), sent.cause()));
                }
            });
        }
        return entry.promise.future();
    }

    /** Whether every write is forced to the disk: one look behind all commands of this turn of the event loop. */
    Future<Boolean> fsynced() {
        Promise<Boolean> look = nextLook;
        if (look == null) {
            Promise<Boolean> next = Promise.promise();
            nextLook = next;
            vertx.runOnContext(later -> {
                nextLook = null;
                StoreLook.fsyncs(this).onComplete(next);
            });
            look = next;
        }
        return look.future();
    }

    Future<Void> close() {
        closed = true;
        vertx.cancelTimer(timer);
        Future<RedisConnection> open = connecting;
        return open == null || !open.succeeded()
                ? Future.succeededFuture()
                : open.result().close();
    }

    private Future<RedisConnection> connection() {
        Future<RedisConnection> open = connecting;
        if (open == null) {
            open = server.get().onSuccess(this::watch);
            connecting = open;
            open.onFailure(failed -> {
                connecting = null;
                retryAtNanos = ticker.nanos() + CONNECT_PAUSE_MILLIS * NANOS_PER_MILLI;
            });
        }
        return open;
    }

    private void watch(RedisConnection connection) {
        Future<RedisConnection> mine = connecting;
        if (closed) {
            connection.close();
            return;
        }
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
        answeredNanos = ticker.nanos();
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
        boolean reply = failure instanceof ErrorType;
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
        if (stalled && now - answeredNanos > STALLED_MAX_MILLIS * NANOS_PER_MILLI) {
            drop();
        }
    }

    /**
     * It may be that only the connection is dead, and nobody told us. Closing it would only put it back into the
     * client's pool, from where we would have it again, unless the client takes it for changed: it does once it was
     * asked to select a database.
     */
    private void drop() {
        Future<RedisConnection> dead = connecting;
        forget(dead);
        answeredNanos = ticker.nanos();
        if (dead != null && dead.succeeded()) {
            RedisConnection connection = dead.result();
            var unused = connection.send(Request.cmd(Command.SELECT).arg(0));
            connection.close();
        }
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
