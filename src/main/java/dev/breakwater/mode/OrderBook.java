package dev.breakwater.mode;

import dev.breakwater.audit.Redaction;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Script;
import dev.breakwater.store.Store;
import dev.breakwater.store.StoreChannel;
import dev.breakwater.store.StoreLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The orders that all replicas share, kept in the store. A change is published; a replica that did not hear of it sees
 * it at its next look. While the store is away the last known orders stay.
 *
 * <p>Threading: safe for any thread; it has an event loop and a connection of its own. Futures fail with
 * {@link dev.breakwater.store.StoreUnavailable}.
 */
public final class OrderBook {

    private static final Logger LOG = Logger.getLogger(OrderBook.class);

    private static final Script ORDER = Script.named("order", "audit", "orders");
    private static final Script LOOK = Script.named("order-look", "audit", "orders");
    private static final Script FOLLOWERS = Script.named("order-followers");
    private static final Script LEAVE = Script.named("order-leave");

    private static final long LOOK_MILLIS = 500;
    private static final long ASK_MILLIS = 40; // between two looks at who has confirmed

    /** How long a change waits for replicas to confirm it. */
    public static final Duration CONFIRM_MAX = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Store store;
    private final String replica;
    private final ReplicaLevers levers;
    private final Redaction redaction;
    private final Ticker ticker;
    private final Duration confirmMax;
    private final Context loop;

    // touched on the loop only
    private @Nullable StoreLink link;
    private @Nullable StoreChannel channel;
    private boolean looking;
    private boolean lookAgain;
    private long timer = -1;

    /**
     * @param replica a name that no other has
     * @param redaction of reasons, which stand in clear
     * @param confirmMax {@link #CONFIRM_MAX}, outside tests
     */
    public OrderBook(
            Vertx vertx,
            Store store,
            String replica,
            ReplicaLevers levers,
            Redaction redaction,
            Ticker ticker,
            Duration confirmMax) {
        this.vertx = vertx;
        this.store = store;
        this.replica = replica;
        this.levers = levers;
        this.redaction = redaction;
        this.ticker = ticker;
        this.confirmMax = confirmMax;
        this.loop = vertx.getOrCreateContext();
    }

    /** This replica's name among those that obey. */
    public String replica() {
        return replica;
    }

    /** Begins to obey; completes with the first look, whether or not the store was there. */
    public Future<Void> start() {
        return onLoop(() -> {
            channel = store.channel(Partitions.prefix(Partitions.CONTROL) + "news", this::look);
            timer = vertx.setPeriodic(LOOK_MILLIS, id -> look());
            return looked().otherwiseEmpty();
        });
    }

    public Future<Void> stop() {
        return onLoop(() -> {
            vertx.cancelTimer(timer);
            StoreChannel open = channel;
            if (open != null) {
                open.close();
            }
            StoreLink used = link;
            return used == null
                    ? Future.succeededFuture()
                    : used.run(LEAVE, Partitions.CONTROL, List.of(replica))
                            .otherwiseEmpty()
                            .compose(left -> used.close());
        });
    }

    /** Makes a change, and waits a while until every replica has confirmed it. */
    public Future<Placed> place(OrderWish wish) {
        Mode mode = wish.mode();
        Instant until = wish.until();
        String actor = redaction.text(wish.actor());
        String reason = redaction.text(wish.reason());
        List<Object> arguments = List.of(
                wish.lever(),
                wish.known() == null ? "" : wish.known(),
                mode == null ? "" : Settings.word(mode),
                actor,
                reason,
                until == null ? "" : until.toEpochMilli());
        return onLoop(() -> link().run(ORDER, Partitions.CONTROL, arguments).compose(reply -> {
            long version = number(reply.get(1));
            if (number(reply.get(0)) == 0) {
                return Future.succeededFuture(new Placed(false, version, null, List.of()));
            }
            look();
            Instant since = Instant.ofEpochMilli(number(reply.get(2)));
            Order order =
                    mode == null ? null : new Order(wish.lever(), mode, actor, reason, since, until, version, false);
            return confirmed(version, ticker.nanos() + confirmMax.toNanos())
                    .map(followers -> new Placed(true, version, order, followers));
        }));
    }

    /** The replicas that obey, as they stand. */
    public Future<List<Follower>> followers() {
        return onLoop(() -> link().run(FOLLOWERS, Partitions.CONTROL, List.of()).map(OrderBook::followers));
    }

    private Future<List<Follower>> confirmed(long version, long endNanos) {
        return link().run(FOLLOWERS, Partitions.CONTROL, List.of())
                .map(OrderBook::followers)
                .compose(found -> {
                    boolean all = found.stream().allMatch(one -> one.version() >= version);
                    if (all || ticker.nanos() - endNanos >= 0) {
                        return Future.succeededFuture(found);
                    }
                    Promise<List<Follower>> later = Promise.promise();
                    vertx.setTimer(
                            ASK_MILLIS, id -> confirmed(version, endNanos).onComplete(later));
                    return later.future();
                });
    }

    private void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        var unused = looked();
    }

    /** Two looks where there is news: the second one tells that it is obeyed. */
    private Future<Void> looked() {
        looking = true;
        levers.refresh();
        long obeyed = levers.sharedVersion();
        return link().run(LOOK, Partitions.CONTROL, List.of(replica, obeyed))
                .onSuccess(reply -> {
                    long version = number(reply.get(0));
                    if (version != obeyed) {
                        obey(version, reply.get(1));
                        lookAgain = true;
                    }
                    levers.heard();
                })
                .onComplete(done -> {
                    looking = false;
                    if (lookAgain && done.succeeded()) {
                        lookAgain = false;
                        look();
                    }
                })
                .mapEmpty();
    }

    private void obey(long version, Response reply) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            Order order = read(reply.get(i).toString(), reply.get(i + 1).toString());
            if (order != null) {
                orders.add(order);
            }
        }
        Map<Lever, Order> before = levers.orders().all();
        levers.share(Orders.of(version, orders));
        for (Order order : orders) {
            if (!order.equals(before.get(order.lever()))) {
                LOG.infof(
                        "orders: %s is %s by %s%s: %s",
                        order.lever(),
                        order.word(),
                        order.actor(),
                        order.until() == null ? "" : " until " + order.until(),
                        order.reason());
            }
        }
        before.keySet().stream()
                .filter(lever -> !levers.orders().all().containsKey(lever))
                .forEach(lever -> LOG.infof("orders: %s is as configured again", lever));
    }

    /** What a later version of Breakwater has ordered and this one does not understand is passed over. */
    private static @Nullable Order read(String key, String value) {
        Lever lever = Lever.parse(key);
        if (lever == null) {
            LOG.warnf("orders: this version has no lever '%s'", key);
            return null;
        }
        try {
            return read(lever, new JsonObject(value));
        } catch (RuntimeException unreadable) {
            LOG.warnf("orders: that of '%s' cannot be read: %s", key, unreadable.getMessage());
            return null;
        }
    }

    private static Order read(Lever lever, JsonObject json) {
        String until = json.getString("until");
        return new Order(
                lever,
                Mode.valueOf(json.getString("mode").toUpperCase(Locale.ROOT)),
                json.getString("actor"),
                json.getString("reason"),
                Instant.ofEpochMilli(Long.parseLong(json.getString("since"))),
                until.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(until)),
                Long.parseLong(json.getString("version")),
                false);
    }

    private static List<Follower> followers(Response reply) {
        List<Follower> found = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            found.add(new Follower(
                    reply.get(i).toString(), number(reply.get(i + 1)), Duration.ofMillis(number(reply.get(i + 2)))));
        }
        return List.copyOf(found);
    }

    private static long number(Response text) {
        return Long.parseLong(text.toString());
    }

    private StoreLink link() {
        StoreLink open = link;
        if (open == null) {
            open = store.link();
            link = open;
        }
        return open;
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> step) {
        Promise<T> done = Promise.promise();
        loop.runOnContext(now -> {
            try {
                step.get().onComplete(done);
            } catch (RuntimeException bug) {
                done.fail(bug);
            }
        });
        return done.future();
    }
}
