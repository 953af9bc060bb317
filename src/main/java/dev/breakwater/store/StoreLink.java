package dev.breakwater.store;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's way to the store: one connection to each of its servers, on which steps follow each other without
 * waiting for each other's answers. While a server does not answer, further steps there fail at once.
 *
 * <p>Threading: for the event loop that made it. Futures fail with {@link StoreUnavailable} only.
 */
public final class StoreLink {

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
    private final Ticker ticker;
    private final long timeoutNanos;
    private final Map<String, NodeLink> links = new HashMap<>();

    private @Nullable StoreLink patient;

    StoreLink(Store store, Vertx vertx, Ticker ticker) {
        this(store, vertx, ticker, store.settings().timeout().toNanos());
    }

    private StoreLink(Store store, Vertx vertx, Ticker ticker, long timeoutNanos) {
        this.store = store;
        this.vertx = vertx;
        this.ticker = ticker;
        this.timeoutNanos = timeoutNanos;
    }

    /** Takes one step; in store, its arguments follow the epoch and the clock's shift. */
    public Future<Response> run(Script script, int partition, List<?> arguments) {
        if (!store.isOpen()) {
            return Future.failedFuture(new StoreUnavailable(closedBecause(), false));
        }
        return evaluate(script, List.of(partition), arguments);
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
            return evaluate(script, partitions, arguments)
                    .map(reply -> new Stored(reply, new Receipt(Durability.MEMORY, 0), ""));
        }
        StoreLink link = wanted == Durability.REPLICATED ? patient() : this;
        return link.evaluate(
                script,
                (command, text) -> link.confirmed(
                        link.server(Partitions.prefix(partitions.get(0))),
                        link.request(command, text, partitions, arguments),
                        wanted));
    }

    /** A plain command on {@code key}; for what is no step. */
    Future<Response> send(String key, Request request) {
        return server(key).send(request);
    }

    /** The way to the server that holds {@code key}. */
    NodeLink server(String key) {
        return node(store.nodes().of(key));
    }

    /** The way to the server of that name. */
    NodeLink node(String name) {
        NodeLink link = links.get(name);
        if (link == null) {
            link = new NodeLink(vertx, () -> store.nodes().connect(name), ticker, timeoutNanos);
            links.put(name, link);
        }
        return link;
    }

    public Future<Void> close() {
        StoreLink other = patient;
        Future<Void> first = other == null ? Future.succeededFuture() : other.close();
        for (NodeLink link : links.values()) {
            first = first.eventually(link::close);
        }
        return first;
    }

    private Future<Response> evaluate(Script script, List<Integer> partitions, List<?> arguments) {
        return evaluate(
                script,
                (command, text) ->
                        send(Partitions.prefix(partitions.get(0)), request(command, text, partitions, arguments)));
    }

    private <T> Future<T> evaluate(Script script, BiFunction<Command, String, Future<T>> step) {
        return loaded(script, step)
                .recover(failed -> isElsewhere(failed)
                        ? store.nodes().look(this).compose(found -> loaded(script, step))
                        : Future.failedFuture(failed))
                .recover(failed -> Future.failedFuture(translated(script, failed)));
    }

    private static <T> Future<T> loaded(Script script, BiFunction<Command, String, Future<T>> step) {
        return step.apply(Command.EVALSHA, script.sha1())
                .recover(failed -> isUnknownScript(failed)
                        ? step.apply(Command.EVAL, script.source())
                        : Future.failedFuture(failed));
    }

    /**
     * Asks right behind a step how durably it is kept. {@code WAIT} counts for the connection that wrote, and holds it
     * up: hence a link of its own for what is replicated.
     */
    private Future<Stored> confirmed(NodeLink server, Request request, Durability wanted) {
        StoreSettings settings = store.settings();
        Future<Response> step = server.send(request);
        Future<Integer> replicas = wanted == Durability.REPLICATED
                ? server.send(Request.cmd(Command.WAIT)
                                .arg(settings.replicas())
                                .arg(settings.replicaWait().toMillis()))
                        .map(Response::toInteger)
                : Future.succeededFuture(0);
        Future<Boolean> fsynced = server.fsynced();
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

    private StoreLink patient() {
        StoreLink other = patient;
        if (other == null) {
            long wait = store.settings().replicaWait().toNanos();
            other = new StoreLink(store, vertx, ticker, timeoutNanos + wait);
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

    /** Another server of a cluster has the slot now; nothing was begun. */
    private static boolean isElsewhere(Throwable failed) {
        return String.valueOf(failed.getMessage()).startsWith("MOVED");
    }
}
