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
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
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
    private static final long CONNECT_PAUSE_MILLIS = 100;
    private static final long STALLED_MAX_MILLIS = 5_000;
    private static final int WAITING_MAX = 20_000; // steps

    /** Errors of a server that has not begun with a script; of any other, nobody knows how far it came. */
    private static final List<String> REFUSED_BEFORE = List.of(
            "OOM",
            "LOST",
            "NOSCRIPT",
            "MISCONF",
            "NOREPLICAS",
            "BUSY",
            "NOPERM",
            "NOAUTH",
            "READONLY",
            "MASTERDOWN",
            "LOADING",
            "CLUSTERDOWN",
            "CROSSSLOT",
            "MOVED",
            "ASK",
            "TRYAGAIN");

    private final Store store;
    private final Vertx vertx;
    private final Redis redis;
    private final Ticker ticker;
    private final long timeoutNanos;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private @Nullable Future<RedisConnection> connecting;
    private @Nullable StoreLink patient;
    private @Nullable Promise<Boolean> nextLook;
    private boolean stalled;
    private boolean closed;
    private long timer = -1;
    private long retryAtNanos;
    private long answeredNanos;

    StoreLink(Store store, Vertx vertx, Redis redis, Ticker ticker) {
        this(store, vertx, redis, ticker, store.settings().timeout().toNanos());
    }

    private StoreLink(Store store, Vertx vertx, Redis redis, Ticker ticker, long timeoutNanos) {
        this.store = store;
        this.vertx = vertx;
        this.redis = redis;
        this.ticker = ticker;
        this.timeoutNanos = timeoutNanos;
        this.retryAtNanos = ticker.nanos();
        this.answeredNanos = retryAtNanos;
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
        return runDurably(script, List.of(partition), arguments, wanted);
    }

    /**
     * The same for a step that touches more than one partition, where {@link StoreFacts#spansPartitions} says that the
     * store can take it.
     */
    public Future<Stored> runDurably(Script script, List<Integer> partitions, List<?> arguments, Durability wanted) {
        if (!store.isOpen()) {
            return Future.failedFuture(new StoreUnavailable(closedBecause(), false));
        }
        if (wanted == Durability.MEMORY) {
            return evaluate(script, (command, text) -> send(request(command, text, partitions, arguments)))
                    .map(reply -> new Stored(reply, new Receipt(Durability.MEMORY, 0), ""));
        }
        StoreLink link = wanted == Durability.REPLICATED ? patient() : this;
        return link.evaluate(
                script, (command, text) -> link.confirmed(link.request(command, text, partitions, arguments), wanted));
    }

    /** A plain command; for what is no step. */
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
        return evaluate(script, (command, text) -> send(request(command, text, List.of(partition), arguments)));
    }

    private <T> Future<T> evaluate(Script script, BiFunction<Command, String, Future<T>> step) {
        return step.apply(Command.EVALSHA, script.sha1())
                .recover(failed -> isUnknownScript(failed)
                        ? step.apply(Command.EVAL, script.source())
                        : Future.failedFuture(failed))
                .recover(failed -> Future.failedFuture(translated(script, failed)));
    }

    /**
     * Asks right behind a step how durably it is kept. {@code WAIT} counts for the connection that wrote, and holds it
     * up: hence a link of its own for what is replicated.
     */
    private Future<Stored> confirmed(Request request, Durability wanted) {
        StoreSettings settings = store.settings();
        Future<Response> step = send(request);
        Future<Integer> replicas = wanted == Durability.REPLICATED
                ? send(Request.cmd(Command.WAIT)
                                .arg(settings.replicas())
                                .arg(settings.replicaWait().toMillis()))
                        .map(Response::toInteger)
                : Future.succeededFuture(0);
        Future<Boolean> fsynced = fsyncedBehind();
        return step.compose(
                reply -> replicas.compose(count -> fsynced.map(yes -> stored(reply, wanted, yes, count, settings))));
    }

    private static Stored stored(
            Response reply, Durability wanted, boolean fsynced, int replicas, StoreSettings settings) {
        if (!fsynced) {
            return new Stored(reply, null, "the store no longer forces every write to the disk");
        }
        if (wanted == Durability.REPLICATED && replicas < settings.replicas()) {
            return new Stored(
                    reply,
                    null,
                    replicas + " of " + settings.replicas() + " replicas confirmed within "
                            + settings.replicaWait().toMillis() + "ms");
        }
        return new Stored(reply, new Receipt(wanted, replicas), "");
    }

    /** One look behind all steps of this turn of the event loop, on the connection that took them. */
    private Future<Boolean> fsyncedBehind() {
        Promise<Boolean> look = nextLook;
        if (look == null) {
            Promise<Boolean> next = Promise.promise();
            nextLook = next;
            vertx.runOnContext(later -> {
                nextLook = null;
                fsynced().onComplete(next);
            });
            look = next;
        }
        return look.future();
    }

    /**
     * Whether every write is forced to the disk; a store that does not tell its settings gives nothing to be promised.
     */
    Future<Boolean> fsynced() {
        return send(Request.cmd(Command.CONFIG).arg("GET").arg("appendonly").arg("appendfsync"))
                .map(StoreLook::fsyncs)
                .recover(failed -> failed instanceof StoreUnavailable
                        ? Future.failedFuture(failed)
                        : Future.succeededFuture(false));
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

    private Request request(Command command, String script, List<Integer> partitions, List<?> arguments) {
        String epoch = store.epoch();
        Request request = Request.cmd(command).arg(script).arg(partitions.size());
        partitions.forEach(partition -> request.arg(Partitions.prefix(partition)));
        request.arg(epoch == null ? "" : epoch).arg(store.clockShiftMillis());
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

    /** It may be that only the connection is dead, and nobody told us. */
    private void drop() {
        Future<RedisConnection> dead = connecting;
        forget(dead);
        answeredNanos = ticker.nanos();
        if (dead != null && dead.succeeded()) {
            dead.result().close();
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
        boolean before = REFUSED_BEFORE.stream().anyMatch(message::startsWith);
        return new StoreUnavailable("the store refused " + script.name() + ": " + message, !before);
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
