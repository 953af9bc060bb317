package dev.breakwater.pipeline;

import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.store.Board;
import dev.breakwater.store.Board.Pinned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How routes have fared on all replicas over the last five minutes: each tells the others every few seconds, and adds
 * up what it hears. What a replica said before it ended counts until it is five minutes old. Without a store it is this
 * replica's own.
 *
 * <p>Threading: start and stop it once; readings may be asked for by any thread, and ask nobody.
 */
public final class FleetPulse {

    /** For how long what a replica said is of use. */
    public static final Duration KEPT = Duration.ofMinutes(5);

    private static final Logger LOG = Logger.getLogger(FleetPulse.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration ALIVE = EVERY.multipliedBy(4);

    private final Vertx vertx;
    private final Pulse own;
    private final @Nullable Board board;
    private final String replica;
    private final Ticker ticker;
    private volatile List<Heard> others = List.of();
    private long timer = -1;

    /**
     * @param board null if there is no store
     * @param replica this one's name, which no other has
     */
    public FleetPulse(Vertx vertx, Pulse own, @Nullable Board board, String replica, Ticker ticker) {
        this.vertx = vertx;
        this.own = own;
        this.board = board;
        this.replica = replica;
        this.ticker = ticker;
    }

    /** What another replica has said, and the clock's reading at which it did. */
    private record Heard(PulseText text, long saidNanos) {

        long ageNanos(long now) {
            return now - saidNanos;
        }
    }

    public void start() {
        if (board != null) {
            round();
            timer = vertx.setPeriodic(EVERY.toMillis(), id -> round());
        }
    }

    /** Says a last time how it went. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return board == null
                ? Future.succeededFuture()
                : board.pin(replica, own.told().json()).otherwiseEmpty().compose(said -> board.close());
    }

    /** Tells and listens. A store that is away leaves what was heard to grow old. */
    Future<Void> round() {
        return board == null
                ? Future.succeededFuture()
                : board.pin(replica, own.told().json())
                        .compose(said -> board.read())
                        .onSuccess(this::heard)
                        .<Void>mapEmpty()
                        .otherwiseEmpty();
    }

    private void heard(List<Pinned> all) {
        long now = ticker.nanos();
        List<Heard> heard = new ArrayList<>();
        for (Pinned one : all) {
            if (!one.replica().equals(replica)) {
                try {
                    heard.add(new Heard(
                            PulseText.parse(one.text()), now - one.ago().toNanos()));
                } catch (RuntimeException unreadable) {
                    LOG.debugf("what %s says of itself cannot be read: %s", one.replica(), unreadable);
                }
            }
        }
        others = List.copyOf(heard);
    }

    /** How many replicas' figures a reading holds: this one's, and those of whoever was heard a moment ago. */
    public int replicas() {
        long now = ticker.nanos();
        return 1
                + (int) others.stream()
                        .filter(one -> one.ageNanos(now) < ALIVE.toNanos())
                        .count();
    }

    /** How {@code scopes} have fared together. */
    public Pulse.Reading of(Collection<Scope> scopes) {
        long now = ticker.nanos();
        List<Pulse.Aged> aged = others.stream()
                .map(one -> new Pulse.Aged(one.text(), one.ageNanos(now)))
                .toList();
        return own.with(aged, scopes);
    }
}
