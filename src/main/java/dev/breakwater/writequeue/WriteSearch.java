package dev.breakwater.writequeue;

import dev.breakwater.exchange.Lane;
import dev.breakwater.writequeue.WalkStep.Found;
import dev.breakwater.writequeue.WalkStep.Position;
import dev.breakwater.writequeue.WalkStep.Stretch;
import dev.breakwater.writequeue.WalkStep.Through;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search through the writes of all partitions in one state, page by page. A write that is in that state from the
 * first page to the last is met once, whatever becomes of others meanwhile; one that comes or goes may be met or not.
 *
 * <p>The newest come first: pending ones by when they expire, but before them those that are put off for another
 * attempt, by when they are due; parked and dead ones by when they became so; leased ones by the end of the lease.
 *
 * <p>A page looks at no more than {@value #LOOKS} writes of a partition in each of {@value #ROUNDS} rounds. If few of
 * them are wanted it may be short, or empty, and yet have a next one.
 *
 * <p>Threading: as the queue's.
 */
public final class WriteSearch {

    /** The states that can be searched. */
    public static final Set<String> STATES = Set.of("pending", "leased", "parked", "dead");

    private static final int LOOKS = 500; // so that no step holds the store up for longer than about a millisecond
    private static final int ROUNDS = 4;

    private final WriteQueue queue;
    private final Query query;
    private final Comparator<Position> order;

    /**
     * What is searched for.
     *
     * @param state one of {@link #STATES}
     * @param newestFirst only of {@code parked} and {@code dead} ones may be told otherwise
     * @param from of parked and dead ones: not before that; null for no matter when
     * @param to of parked and dead ones: before that; null for no matter when
     * @param limit of a page
     */
    public record Query(
            String state,
            boolean newestFirst,
            WriteFilter filter,
            @Nullable Instant from,
            @Nullable Instant to,
            int limit) {}

    /**
     * Some of them.
     *
     * @param next where the next page begins; null if this was the last
     */
    public record Page(List<QueuedWrite> writes, @Nullable String next) {}

    /**
     * Where a page begins.
     *
     * @param edge see {@link WalkStep#edge}
     */
    private record Cursor(
            Through through, Position at, @Nullable Position edge) {

        static @Nullable Cursor parse(String text, String state) {
            String[] parts = text.split("\\.", 2);
            Through through = Arrays.stream(Through.values())
                    .filter(one -> one.label().equals(parts[0]))
                    .findFirst()
                    .orElse(null);
            if (through == null || parts.length < 2 || !of(state).contains(through)) {
                return null;
            }
            String[] positions = parts[1].split("!", 2);
            Position at = Position.parse(positions[0]);
            Position edge = positions.length < 2 ? null : Position.parse(positions[1]);
            boolean hasEdge = through == Through.IN_TURN;
            return at == null || hasEdge != (positions.length == 2) || hasEdge != (edge != null)
                    ? null
                    : new Cursor(through, at, edge);
        }

        private static Set<Through> of(String state) {
            return switch (state) {
                case "pending" -> Set.of(Through.PUT_OFF, Through.IN_TURN);
                case "leased" -> Set.of(Through.LEASED);
                case "parked" -> Set.of(Through.PARKED);
                default -> Set.of(Through.DEAD);
            };
        }

        @Override
        public String toString() {
            return through.label() + "." + at + (edge == null ? "" : "!" + edge);
        }
    }

    private WriteSearch(WriteQueue queue, Query query) {
        this.queue = queue;
        this.query = query;
        this.order = Position.order(query.newestFirst());
    }

    /** Whether {@code text} can be the beginning of a page of a search through that state. */
    public static boolean isCursor(String text, String state) {
        return Cursor.parse(text, state) != null;
    }

    /** @param next of the page before, for which {@link #isCursor} holds; null for the first page */
    public static Future<Page> page(WriteQueue queue, Query query, @Nullable String next) {
        WriteSearch search = new WriteSearch(queue, query);
        Cursor given = next == null ? null : Cursor.parse(next, query.state());
        return search.page(given == null ? search.start() : given, new ArrayList<>(), 1);
    }

    private Cursor start() {
        Through through =
                switch (query.state()) {
                    case "pending" -> Through.PUT_OFF;
                    case "leased" -> Through.LEASED;
                    case "parked" -> Through.PARKED;
                    default -> Through.DEAD;
                };
        Instant first = query.newestFirst() ? query.to() : query.from();
        return new Cursor(
                through,
                first == null
                        ? Position.start(query.newestFirst())
                        : Position.before(first.toEpochMilli() - (query.newestFirst() ? 1 : 0)),
                null);
    }

    private Future<Page> page(Cursor at, List<QueuedWrite> found, int round) {
        return stretches(at, query.limit() - found.size(), 0, new ArrayList<>()).compose(all -> {
            Cursor next = merge(at, all, found);
            return next == null || found.size() == query.limit() || round == ROUNDS
                    ? Future.succeededFuture(new Page(List.copyOf(found), next == null ? null : next.toString()))
                    : page(next, found, round + 1);
        });
    }

    /** One from each partition that may have some. */
    private Future<List<Stretch>> stretches(Cursor at, int most, int partition, List<Stretch> all) {
        if (partition == queue.partitions()) {
            return Future.succeededFuture(all);
        }
        String provider = query.filter().provider();
        String lane = query.filter().lane();
        if (provider != null && lane != null && queue.partition(new Lane(provider, lane), "") != partition) {
            return stretches(at, most, partition + 1, all);
        }
        WalkStep step = new WalkStep(
                at.through(), query.newestFirst(), query.filter(), at.at(), at.edge(), last(), most, LOOKS);
        return queue.walk(partition, step).compose(one -> {
            all.add(one);
            return stretches(at, most, partition + 1, all);
        });
    }

    private @Nullable Long last() {
        Instant last = query.newestFirst() ? query.from() : query.to();
        return last == null ? null : Long.valueOf(last.toEpochMilli() - (query.newestFirst() ? 0 : 1));
    }

    /**
     * Takes what was found, as far as every partition has been looked at.
     *
     * @return where to go on; null if this is the end
     */
    private @Nullable Cursor merge(Cursor at, List<Stretch> all, List<QueuedWrite> found) {
        boolean ended = all.stream().allMatch(one -> one.reached() == null);
        Position frontier = all.stream()
                .map(one -> covered(at, one))
                .flatMap(Optional::stream)
                .min(order)
                .orElse(null);
        List<Found> ready = all.stream()
                .flatMap(one -> one.found().stream())
                .filter(one -> frontier == null || order.compare(one.at(), frontier) <= 0)
                .sorted(Comparator.comparing(Found::at, order))
                .toList();
        List<Found> taken = ready.subList(0, Math.min(ready.size(), query.limit() - found.size()));
        taken.forEach(one -> found.add(one.write()));
        if (taken.size() < ready.size()) {
            return new Cursor(at.through(), taken.get(taken.size() - 1).at(), at.edge());
        }
        if (ended && at.through() == Through.PUT_OFF) {
            return new Cursor(Through.IN_TURN, Position.start(true), frontier == null ? at.at() : frontier);
        }
        return frontier == null ? null : new Cursor(at.through(), frontier, at.edge());
    }

    /** Up to where nothing was passed over; empty if there is nothing more. */
    private Optional<Position> covered(Cursor at, Stretch stretch) {
        if (stretch.reached() != null) {
            return Optional.of(stretch.reached());
        }
        if (at.through() != Through.PUT_OFF) {
            return Optional.empty();
        }
        Position due = Position.before(stretch.at().toEpochMilli());
        return Optional.of(order.compare(due, at.at()) < 0 ? at.at() : due);
    }
}
