package dev.breakwater.cache;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who ask for the same thing at the same time share one answer to it, across the event loops of a replica.
 * Each waits on its own event loop, and may stop waiting; when all have, the asking itself is given up.
 *
 * <p>Threading: safe for any thread.
 *
 * @param <T> what is asked for; seen by several threads, so immutable or safe for any
 */
public final class Coalescer<T> {

    private final Map<String, Flight> flights = new ConcurrentHashMap<>();

    /** One asking. */
    public interface Asking<T> {

        /** Begins. */
        Future<T> begin();

        /** Nobody waits any more; called on the context that began it. */
        void giveUp();
    }

    /** A place among those who wait. */
    public final class Place {

        private final Flight flight;
        private final Context context;
        private final boolean first;
        private final Promise<T> landed = Promise.promise();

        private Place(Flight flight, Context context, boolean first) {
            this.flight = flight;
            this.context = context;
            this.first = first;
        }

        /** What came of it, on the event loop of whoever waits. */
        public Future<T> landed() {
            return landed.future();
        }

        /** Whether this is the one for whom it was begun. */
        public boolean isFirst() {
            return first;
        }

        /** Waits no longer. */
        public void leave() {
            flight.leave(this);
        }

        private void land(AsyncResult<T> result) {
            context.runOnContext(now -> {
                if (result.succeeded()) {
                    landed.tryComplete(result.result());
                } else {
                    landed.tryFail(result.cause());
                }
            });
        }
    }

    /**
     * Joins who asks for {@code key}, or begins to.
     *
     * @param context on which to wait, and on which this is called
     */
    public Place join(String key, Context context, Supplier<Asking<T>> asking) {
        while (true) {
            Flight present = flights.get(key);
            Place place = present == null ? null : present.enter(context, false);
            if (place != null) {
                return place;
            }
            Flight mine = new Flight(key, context, false);
            Place own = mine.enter(context, true);
            if (own != null && flights.putIfAbsent(key, mine) == null) {
                mine.begin(asking.get());
                return own;
            }
        }
    }

    /** Begins to ask for {@code key} with nobody waiting, unless somebody asks already; whether it did. */
    public boolean ask(String key, Context context, Supplier<Asking<T>> asking) {
        Flight mine = new Flight(key, context, true);
        if (flights.putIfAbsent(key, mine) != null) {
            return false;
        }
        mine.begin(asking.get());
        return true;
    }

    /** How many askings are under way. */
    public int inFlight() {
        return flights.size();
    }

    private final class Flight {

        private final String key;
        private final Context home;
        private final boolean unattended;
        private final List<Place> places = new ArrayList<>();
        private boolean over;
        private @Nullable Asking<T> asking;

        Flight(String key, Context home, boolean unattended) {
            this.key = key;
            this.home = home;
            this.unattended = unattended;
        }

        void begin(Asking<T> begun) {
            synchronized (this) {
                asking = begun;
            }
            try {
                begun.begin().onComplete(this::land);
            } catch (RuntimeException bug) { // nobody must wait for what has not begun
                land(Future.failedFuture(bug));
            }
        }

        /** Null if it is over. */
        synchronized @Nullable Place enter(Context context, boolean first) {
            if (over) {
                return null;
            }
            Place place = new Place(this, context, first);
            places.add(place);
            return place;
        }

        void leave(Place place) {
            Asking<T> deserted;
            synchronized (this) {
                boolean was = places.remove(place);
                if (!was || over || unattended || !places.isEmpty()) {
                    return;
                }
                over = true; // whoever comes now begins anew
                deserted = asking;
            }
            flights.remove(key, this);
            if (deserted != null) {
                home.runOnContext(now -> deserted.giveUp());
            }
        }

        private void land(AsyncResult<T> result) {
            List<Place> waiting;
            synchronized (this) {
                over = true;
                waiting = List.copyOf(places);
                places.clear();
            }
            flights.remove(key, this);
            waiting.forEach(place -> place.land(result));
        }
    }
}
