package dev.breakwater.store;

import dev.breakwater.exchange.Alarm;
import dev.breakwater.exchange.Alarm.Cause;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.exchange.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store as one replica sees it: what it is set to, whether it is there, and whether it is still the one that it
 * was. It is looked at once a second, and with each accepted write.
 *
 * <p>A store that came back empty is no empty store: each partition bears a marker, the epoch, that is set once. Where
 * it is missing or another, every step is refused from then on, until this replica is started anew by somebody who
 * knows what became of the writes.
 *
 * <p>Threading: safe for any thread; each event loop takes a {@link #link} of its own.
 */
public final class Store {

    private static final Logger LOG = Logger.getLogger(Store.class);
    private static final long LOOK_MILLIS = 1000;

    private final Vertx vertx;
    private final StoreNodes nodes;
    private final StoreSettings settings;
    private final Alarm alarm;
    private final Ticker ticker;
    private final LongSupplier clockShiftMillis;
    private final StoreOpening opening;
    private final Context context;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicReference<@Nullable Durability> missed = new AtomicReference<>();

    private volatile StoreFacts facts = StoreFacts.DOWN;
    private volatile @Nullable String epoch;
    private volatile @Nullable StoreLink watch;
    private volatile long timer = -1;
    private String complaint = ""; // touched on the context only

    /**
     * @param vertx the one that the servers' clients are of, too: that is what brings an answer back to the event loop
     *     that asked
     * @param nodes its servers; their pools must allow two connections for each link
     * @param clockShiftMillis what scripts add to the store's clock: 0 outside tests
     */
    public Store(
            Vertx vertx,
            StoreNodes nodes,
            StoreSettings settings,
            Alarm alarm,
            Ticker ticker,
            Tokens tokens,
            LongSupplier clockShiftMillis) {
        this.vertx = vertx;
        this.nodes = nodes;
        this.settings = settings;
        this.alarm = alarm;
        this.ticker = ticker;
        this.clockShiftMillis = clockShiftMillis;
        this.context = vertx.getOrCreateContext();
        this.opening = new StoreOpening(settings.partitions().count(), tokens);
    }

    /**
     * Looks for the store for the first time, and from then on every second. The future fails with
     * {@link StoreUnavailable} if it is not there yet, which later looks may mend, and with
     * {@link IllegalStateException} if it holds what this replica must not touch.
     */
    public Future<Void> start() {
        Promise<Void> looked = Promise.promise();
        context.runOnContext(now -> {
            StoreLink link = link();
            watch = link;
            timer = vertx.setPeriodic(LOOK_MILLIS, id -> lookAgain());
            look(link).onComplete(looked);
        });
        return looked.future();
    }

    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        context.runOnContext(now -> {
            vertx.cancelTimer(timer);
            StoreLink link = watch;
            (link == null ? Future.<Void>succeededFuture() : link.close())
                    .onComplete(closed -> nodes.close())
                    .onComplete(stopped);
        });
        return stopped.future();
    }

    /** A way to the store for the event loop that calls. */
    public StoreLink link() {
        return new StoreLink(this, vertx, ticker);
    }

    /** Calls {@code heard} for what is published on {@code name}, on the event loop that calls this. */
    public StoreChannel channel(String name, Runnable heard) {
        return new StoreChannel(vertx, nodes, name, heard);
    }

    public StoreSettings settings() {
        return settings;
    }

    /** For what puts data at risk, also above this package. */
    public Alarm alarm() {
        return alarm;
    }

    /** What it is, as of a moment ago. */
    public StoreFacts facts() {
        return lost.get() ? facts.asLost() : facts;
    }

    /** Whether steps can be taken. */
    public boolean isOpen() {
        return epoch != null && facts.up() && !lost.get();
    }

    /** Why a write of {@code wanted} durability cannot be accepted now; null if it can. */
    public @Nullable String shortOf(Durability wanted) {
        return facts.shortOf(wanted, settings.replicas());
    }

    /** Whether its memory is filled up to the reserve that settling needs. */
    public boolean isFull() {
        return facts.isFull(settings.memoryShare());
    }

    StoreNodes nodes() {
        return nodes;
    }

    @Nullable
    String epoch() {
        return epoch;
    }

    long clockShiftMillis() {
        return clockShiftMillis.getAsLong();
    }

    /** A write was refused for {@link #shortOf} that durability: loud, once until the store gives it again. */
    public void refusedFor(Durability wanted, String shortfall) {
        if (facts.up() && missed.compareAndSet(null, wanted)) {
            alarm.raise(
                    Cause.STORE_NOT_DURABLE,
                    shortfall + "; what demands " + Settings.word(wanted)
                            + " is not accepted into the queue until that is put right");
        }
    }

    /** A marker is missing: loud, once. */
    void lost(String why) {
        if (lost.compareAndSet(false, true)) {
            alarm.raise(
                    Cause.STORE_LOST,
                    why + "; nothing is accepted or delivered until this replica is started anew, by somebody who has"
                            + " compared the providers' books with what had been accepted");
        }
    }

    private void lookAgain() {
        StoreLink link = watch;
        if (link != null && looking.compareAndSet(false, true)) {
            look(link).onComplete(done -> looking.set(false)).onFailure(this::cannotLook);
        }
    }

    private void cannotLook(Throwable why) {
        String message = String.valueOf(why.getMessage());
        if (!(why instanceof StoreUnavailable) && !message.equals(complaint)) {
            LOG.errorf("store: %s", message);
        } else if (facts.up()) {
            LOG.warnf("store: %s; no queue and no shared answers until it is back", message);
        }
        complaint = message;
        facts = facts.asDown();
    }

    private Future<Void> look(StoreLink link) {
        String known = epoch;
        return nodes.look(link)
                .compose(there -> known == null ? opening.open(link) : StoreOpening.read(link))
                .compose(found -> StoreLook.at(
                                nodes.all().stream().map(link::node).toList())
                        .map(now -> {
                            seen(known, found, now);
                            return null;
                        }));
    }

    private void seen(@Nullable String known, String found, StoreFacts now) {
        if (known == null) {
            epoch = found;
        } else if (!known.equals(found)) {
            lost("the store's epoch is '" + found + "' where it was '" + known + "'");
        }
        if (!facts.up()) {
            LOG.infof(
                    "store: Redis %s, servers %d, gives %s, %d replicas, epoch %s",
                    now.version(), nodes.all().size(), now.gives(settings.replicas()), now.replicas(), found);
        }
        facts = now;
        Durability refused = missed.get();
        if (refused != null && now.shortOf(refused, settings.replicas()) == null) {
            missed.set(null);
            LOG.infof("store: it gives %s again", refused);
        }
    }
}
