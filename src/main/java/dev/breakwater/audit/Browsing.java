package dev.breakwater.audit;

import dev.breakwater.audit.StoredEvent.Place;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks through all streams at once, the newest first. Events are ordered by time, then by stream, then by sequence.
 *
 * <p>Threading: for one page; any thread.
 */
final class Browsing {

    private static final int ROUNDS_MAX = 20;
    private static final int AT_ONCE_MAX = 200; // of each stream
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,15}-\\d{1,16})\\.([a-z0-9]{1,64})");
    private static final Pattern OF_WRITE = Pattern.compile("[wk](\\d{1,6})-.+");

    /** An event's place among all. */
    private record Spot(Place place, String stream) {

        static @Nullable Spot parse(@Nullable String text) {
            Matcher m = text == null ? null : CURSOR.matcher(text);
            Place place = m != null && m.matches() ? Place.parse(m.group(1)) : null;
            return m == null || place == null ? null : new Spot(place, m.group(2));
        }

        /** Where the older events of a stream begin. */
        String below(String other) {
            int order = other.compareTo(stream);
            if (order == 0) {
                return "(" + place;
            }
            return order < 0 ? String.valueOf(place.millis()) : "(" + place.millis() + "-0";
        }

        @Override
        public String toString() {
            return place + "." + stream;
        }
    }

    private static final Comparator<StoredEvent> NEWEST_FIRST = Comparator.comparingLong(
                    (StoredEvent event) -> event.place().millis())
            .thenComparing(StoredEvent::stream)
            .thenComparingLong(event -> event.place().sequence())
            .reversed();

    private final AuditStore store;
    private final AuditQuery query;
    private final List<String> streams;
    private final List<AuditEvent> found = new ArrayList<>();
    private int rounds;

    Browsing(AuditStore store, AuditQuery query) {
        this.store = store;
        this.query = query;
        this.streams = streams(store.streams(), query.subject());
    }

    /** Whether a text is a cursor. */
    static boolean isCursor(String text) {
        return Spot.parse(text) != null;
    }

    private static List<String> streams(List<String> all, @Nullable String subject) {
        Matcher m = subject == null ? null : OF_WRITE.matcher(subject);
        if (m == null || !m.matches()) {
            return all;
        }
        String own = "p" + m.group(1);
        return all.contains(own) ? List.of(own) : List.of();
    }

    Future<AuditPage> page() {
        return round(Spot.parse(query.before()));
    }

    private Future<AuditPage> round(@Nullable Spot below) {
        int each = Math.min(AT_ONCE_MAX, query.limit() + 1);
        Map<String, List<StoredEvent>> parts = new HashMap<>();
        return Future.all(streams.stream()
                        .map(stream -> store.newest(stream, start(below, stream), each)
                                .onSuccess(part -> parts.put(stream, part)))
                        .toList())
                .compose(all -> merged(parts, each, below));
    }

    private String start(@Nullable Spot below, String stream) {
        if (below != null) {
            return below.below(stream);
        }
        return query.to() == null ? "+" : String.valueOf(query.to().toEpochMilli());
    }

    private Future<AuditPage> merged(Map<String, List<StoredEvent>> parts, int each, @Nullable Spot below) {
        List<StoredEvent> all = parts.values().stream()
                .flatMap(List::stream)
                .sorted(NEWEST_FIRST)
                .toList();
        // What a full part has not shown may be newer than what the others show behind its last one.
        StoredEvent horizon = parts.values().stream()
                .filter(part -> part.size() == each)
                .map(part -> part.get(each - 1))
                .min(NEWEST_FIRST)
                .orElse(null);
        Spot last = below;
        for (StoredEvent stored : all) {
            if (horizon != null && NEWEST_FIRST.compare(stored, horizon) > 0) {
                break;
            }
            if (query.from() != null && stored.place().millis() < query.from().toEpochMilli()) {
                return Future.succeededFuture(new AuditPage(List.copyOf(found), null));
            }
            AuditEvent event = stored.event();
            if (event != null && query.wants(event)) {
                if (found.size() == query.limit()) {
                    return Future.succeededFuture(new AuditPage(List.copyOf(found), String.valueOf(last)));
                }
                found.add(event);
            }
            last = new Spot(stored.place(), stored.stream());
        }
        if (horizon == null) {
            return Future.succeededFuture(new AuditPage(List.copyOf(found), null));
        }
        return ++rounds == ROUNDS_MAX
                ? Future.succeededFuture(new AuditPage(List.copyOf(found), String.valueOf(last)))
                : round(last);
    }
}
