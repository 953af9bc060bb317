package dev.breakwater.audit;

import dev.breakwater.audit.StoredEvent.Place;
import dev.breakwater.store.OwnLink;
import dev.breakwater.store.Partitions;
import dev.breakwater.store.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The audit log in Redis: each step is one script on one stream, and {@code docs/store-queue.md} says what is kept.
 *
 * <p>Threading: safe for any thread. Futures fail with {@link dev.breakwater.store.StoreUnavailable}.
 */
final class AuditStore {

    /** The stream of what is about no partition: orders, logins, starts. */
    static final String CONTROL = "control";

    private static final Script APPEND = Script.named("audit-append", "audit");
    private static final Script NEWEST = Script.named("audit-newest");
    private static final Script READ = Script.named("audit-read");
    private static final Script UNSEALED = Script.named("audit-unsealed");
    private static final Script SEAL = Script.named("audit-seal");
    private static final Script LEASE = Script.named("audit-lease");
    private static final Script EXPORTED = Script.named("audit-exported");
    private static final Script TRIM = Script.named("audit-trim", "audit");

    private final OwnLink link;
    private final Partitions partitions;

    AuditStore(OwnLink link, Partitions partitions) {
        this.link = link;
        this.partitions = partitions;
    }

    /** All streams there are, the control plane's first. */
    List<String> streams() {
        List<String> all = new ArrayList<>(List.of(CONTROL));
        IntStream.range(0, partitions.count()).forEach(i -> all.add("p" + i));
        return all;
    }

    private int partition(String stream) {
        return stream.equals(CONTROL) ? Partitions.CONTROL : Integer.parseInt(stream.substring(1));
    }

    private Future<Response> run(Script script, String stream, List<?> arguments) {
        return link.on(open -> open.run(script, partition(stream), arguments));
    }

    /** Adds what is about no partition's state; the event's own stream and sequence do not matter. */
    Future<Void> append(AuditEvent event) {
        List<Object> arguments = new ArrayList<>(List.of(event.kind().word(), event.actor(), event.subject()));
        String reason = event.reason();
        if (reason != null) {
            arguments.add("r");
            arguments.add(reason);
        }
        event.details().forEach((key, value) -> {
            arguments.add(key);
            arguments.add(value);
        });
        return run(APPEND, CONTROL, arguments).mapEmpty();
    }

    /** Events from a place on, the newest first. */
    Future<List<StoredEvent>> newest(String stream, String from, int count) {
        return run(NEWEST, stream, List.of(from, count)).map(found -> events(stream, found));
    }

    /**
     * A part of a stream.
     *
     * @param seals in order
     * @param events in order
     */
    record Part(List<StoredSeal> seals, List<StoredEvent> events) {}

    /**
     * Seals and events behind those that are known; for a minute nothing is trimmed.
     *
     * @param afterSeal the last sequence of the last known seal; null for none
     * @param afterEvent where the last known event stands; null for none
     */
    Future<Part> read(String stream, @Nullable Long afterSeal, int seals, @Nullable Place afterEvent, int events) {
        List<Object> arguments = List.of(
                afterSeal == null ? "-" : "(" + afterSeal + "-0",
                seals,
                afterEvent == null ? "-" : "(" + afterEvent,
                events);
        return run(READ, stream, arguments).map(found -> {
            List<StoredSeal> read = new ArrayList<>();
            for (Response entry : found.get(0)) {
                read.add(StoredSeal.of(entry));
            }
            return new Part(read, events(stream, found.get(1)));
        });
    }

    /**
     * What has no seal yet.
     *
     * @param line of the last seal; empty if there is none
     * @param seal the same; null if there is none, or it cannot be read
     * @param hasEnd whether the last event that it covers is there
     * @param events behind it
     * @param newest where the last event stands; null if there is none
     */
    record Unsealed(
            String line,
            @Nullable Seal seal,
            boolean hasEnd,
            List<StoredEvent> events,
            @Nullable Place newest) {

        /** Up to which sequence the stream is sealed. */
        long sealed() {
            return seal == null ? 0 : seal.last();
        }
    }

    Future<Unsealed> unsealed(String stream, int count) {
        return run(UNSEALED, stream, List.of(count)).map(found -> {
            String line = found.get(0).toString();
            return new Unsealed(
                    line,
                    line.isEmpty() ? null : StoredSeal.parse(line),
                    found.get(2).toString().equals("1"),
                    events(stream, found.get(3)),
                    Place.parse(found.get(4).toString()));
        });
    }

    /** Keeps a seal; false if somebody else has sealed since {@code before}. */
    Future<Boolean> seal(@Nullable Seal before, Seal seal, List<String> hashes, Place to) {
        long sealed = before == null ? 0 : before.last();
        List<Object> arguments = List.of(sealed, seal.last(), seal.canonical(), StoredSeal.joined(hashes), to);
        return run(SEAL, seal.stream(), arguments).map(AuditStore::isDone);
    }

    /** Takes or keeps the lease of the one who seals; no time gives it up. */
    Future<Boolean> lease(String token, Duration time) {
        return run(LEASE, CONTROL, List.of(token, time.toMillis())).map(AuditStore::isDone);
    }

    /** Notes that an export of all up to a sequence is kept elsewhere; false if that much has not been sealed. */
    Future<Boolean> exported(String stream, long through) {
        return run(EXPORTED, stream, List.of(through))
                .map(known -> !known.toString().equals("-1"));
    }

    /** Takes a step of retention; gives how many events went. */
    Future<Integer> trim(String stream, Duration keep, int seals) {
        return run(TRIM, stream, List.of(keep.toMillis(), seals, stream))
                .map(gone -> Integer.parseInt(gone.toString()));
    }

    /** Takes the same step on each stream at once, and gives what came of each by its name. */
    <T> Future<Map<String, T>> each(Function<String, Future<T>> step) {
        List<String> all = streams();
        return Future.all(all.stream().map(step).toList()).map(done -> {
            Map<String, T> found = new LinkedHashMap<>();
            for (int i = 0; i < all.size(); i++) {
                found.put(all.get(i), done.resultAt(i));
            }
            return found;
        });
    }

    Future<Void> close() {
        return link.close();
    }

    private static List<StoredEvent> events(String stream, Response entries) {
        List<StoredEvent> events = new ArrayList<>();
        for (Response entry : entries) {
            events.add(StoredEvent.of(stream, entry));
        }
        return events;
    }

    private static boolean isDone(Response reply) {
        return reply.toString().equals("1");
    }
}
