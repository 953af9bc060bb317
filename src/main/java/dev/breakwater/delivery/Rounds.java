package dev.breakwater.delivery;

import dev.breakwater.exchange.Chance;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.writequeue.LeasedWrite;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Claims writes out of the partitions of one event loop, one partition after the other, so that none waits behind a
 * full one. A partition in which something was due is looked at again in its turn, one in which nothing was ever more
 * rarely. While no provider has room, the store is not asked.
 *
 * <p>Threading: for one event loop.
 */
final class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);
    private static final long ROOM_MILLIS = 20; // between two looks whether there is room again
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Vertx vertx;
    private final WriteQueue queue;
    private final DeliverySettings settings;
    private final Ticker ticker;
    private final Chance chance;
    private final Map<Integer, Look> looks = new TreeMap<>();
    private final Set<Integer> ready = new LinkedHashSet<>();

    private @Nullable Deliverer deliverer;
    private boolean claiming;
    private boolean stopped;
    private long timer = -1;

    /** When a partition is looked at next. */
    private static final class Look {
        private long atNanos;
        private Duration every;

        Look(long atNanos, Duration every) {
            this.atNanos = atNanos;
            this.every = every;
        }
    }

    Rounds(Vertx vertx, WriteQueue queue, DeliverySettings settings, Ticker ticker, Chance chance) {
        this.vertx = vertx;
        this.queue = queue;
        this.settings = settings;
        this.ticker = ticker;
        this.chance = chance;
    }

    /** Begins; what is claimed goes to {@code to}. */
    void start(Iterable<Integer> partitions, Deliverer to) {
        deliverer = to;
        for (int partition : partitions) {
            looks.put(partition, new Look(ticker.nanos(), settings.polls().min()));
        }
        turn();
    }

    /** Something of {@code partition} may be due. */
    void wake(int partition) {
        Look look = looks.get(partition);
        if (look != null && !stopped) {
            look.every = settings.polls().min();
            ready.add(partition);
            turn();
        }
    }

    /** Claims nothing more. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    private void turn() {
        Deliverer to = deliverer;
        if (claiming || stopped || to == null) {
            return;
        }
        long now = ticker.nanos();
        looks.forEach((partition, look) -> {
            if (look.atNanos - now <= 0) {
                ready.add(partition);
            }
        });
        if (ready.isEmpty()) {
            again(untilNextLook(now));
            return;
        }
        Map<Scope, Integer> room = to.room();
        if (room.isEmpty()) {
            again(ROOM_MILLIS);
            return;
        }
        int partition = ready.iterator().next();
        ready.remove(partition);
        claim(partition, room, to);
    }

    private void claim(int partition, Map<Scope, Integer> room, Deliverer to) {
        claiming = true;
        queue.claim(partition, room, to.lease(room.keySet())).onComplete(claimed -> {
            claiming = false;
            Look look = looks.get(partition);
            if (claimed.failed()) {
                LOG.debugf("partition %d: %s", partition, claimed.cause());
                if (look != null) {
                    later(look, settings.polls().max());
                }
            } else {
                List<LeasedWrite> writes = claimed.result();
                if (look != null) {
                    next(partition, look, !writes.isEmpty());
                }
                to.found(room, writes);
                to.deliver(writes); // also when stopped meanwhile: it gives them back
            }
            vertx.runOnContext(turn -> turn());
        });
    }

    private void next(int partition, Look look, boolean found) {
        if (found) {
            look.every = settings.polls().min();
            ready.add(partition);
        } else {
            Duration twice = look.every.multipliedBy(2);
            look.every = twice.compareTo(settings.polls().max()) > 0
                    ? settings.polls().max()
                    : twice;
        }
        later(look, look.every);
    }

    private void later(Look look, Duration wait) {
        look.atNanos = ticker.nanos() + (long) (wait.toNanos() * (0.5 + chance.next() / 2));
    }

    private long untilNextLook(long now) {
        long next = settings.polls().max().toNanos();
        for (Look look : looks.values()) {
            next = Math.min(next, look.atNanos - now);
        }
        return next / NANOS_PER_MILLI;
    }

    private void again(long millis) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(Math.max(1, millis), id -> turn());
    }
}
