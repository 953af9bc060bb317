package dev.breakwater.writequeue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step of a {@link WriteSearch} through one partition.
 *
 * @param through which writes it goes
 * @param newestFirst whether it goes down, or up
 * @param filter which of them are wanted
 * @param from where it stands; what is behind that is looked at
 * @param edge for {@link Through#IN_TURN}: where the walk through {@link Through#PUT_OFF} ended; else null
 * @param last the last score that is wanted, in milliseconds; null for any
 * @param most how many are wanted
 * @param looks how many are looked at, at the most
 */
public record WalkStep(
        Through through,
        boolean newestFirst,
        WriteFilter filter,
        Position from,
        @Nullable Position edge,
        @Nullable Long last,
        int most,
        int looks) {

    /**
     * What a walk goes through, and what a write's score is there. Of what is pending, first those that wait for their
     * next attempt, then those that wait for their turn: a write may become due in between, and its score in the first
     * tells whether the walk has met it there.
     */
    public enum Through {
        /** Pending, not yet due; by when they are due, or expire if that is earlier. */
        PUT_OFF("later"),
        /** Pending, and the walk through those that are put off has not met them; by when they expire. */
        IN_TURN("turn"),
        /** By when the lease ends. */
        LEASED("lease"),
        /** By when they were parked. */
        PARKED("park"),
        /** By when they died. */
        DEAD("dead");

        private final String label;

        Through(String label) {
            this.label = label;
        }

        /** Its name in the store, and in cursors. */
        String label() {
            return label;
        }
    }

    /**
     * A place in a walk: all before it and at it is behind the walker. Equal scores go by partition, upwards, and then
     * by hash, in the direction of the walk.
     *
     * @param score milliseconds since 1970
     * @param partition -1 for a place before all writes of that score
     * @param hash of a write; empty with partition -1
     */
    public record Position(long score, int partition, String hash) {

        private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\.(-1|\\d{1,4})\\.([A-Za-z0-9_-]{22}|)");
        private static final long SCORE_MAX = 999_999_999_999_999L;

        /** Before all of a score. */
        static Position before(long score) {
            return new Position(score, -1, "");
        }

        /** Before all. */
        static Position start(boolean newestFirst) {
            return before(newestFirst ? SCORE_MAX : 0);
        }

        /** What {@link #toString} wrote; null if it is nothing of that kind. */
        static @Nullable Position parse(String text) {
            Matcher m = TEXT.matcher(text);
            return m.matches() && m.group(3).isEmpty() == m.group(2).equals("-1")
                    ? new Position(Long.parseLong(m.group(1)), Integer.parseInt(m.group(2)), m.group(3))
                    : null;
        }

        /** In which order a walk meets them. */
        static Comparator<Position> order(boolean newestFirst) {
            Comparator<Position> score = Comparator.comparingLong(Position::score);
            Comparator<Position> hash = Comparator.comparing(Position::hash);
            return (newestFirst ? score.reversed() : score)
                    .thenComparingInt(Position::partition)
                    .thenComparing(newestFirst ? hash.reversed() : hash);
        }

        /** The hash behind which those of its score are ahead of the walker in another partition: all, or none. */
        private String hashIn(int other, boolean newestFirst) {
            String lowest = "";
            String highest = "~";
            return other == partition ? hash : (other > partition) == newestFirst ? highest : lowest;
        }

        @Override
        public String toString() {
            return score + "." + partition + "." + hash;
        }
    }

    /** A write, and where in the walk it stands. */
    public record Found(Position at, QueuedWrite write) {}

    /**
     * What a step came upon.
     *
     * @param reached the last one that was looked at; null if there are no more
     * @param at when, by the store's clock. What is put off was looked at only if it is due later than that
     */
    public record Stretch(List<Found> found, @Nullable Position reached, Instant at) {}

    /** As the script takes them. */
    List<Object> arguments(int partition) {
        List<Object> all = new ArrayList<>(List.of(
                through.label(),
                newestFirst ? "newest" : "oldest",
                from.score(),
                from.hashIn(partition, newestFirst),
                most,
                looks,
                last == null ? "" : last,
                edge == null ? "" : edge.score(),
                edge == null ? "" : edge.hashIn(partition, newestFirst)));
        all.add(any(filter.provider()));
        all.add(any(filter.route()));
        all.add(filter.lane() == null ? "" : StoredWrite.word(filter.lane()));
        all.add(any(filter.reason()));
        return all;
    }

    private static String any(@Nullable String text) {
        return text == null ? "" : text;
    }
}
