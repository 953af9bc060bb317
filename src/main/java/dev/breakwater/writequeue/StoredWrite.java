package dev.breakwater.writequeue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.QueuedWrite.Event;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A write's record as the store keeps it: the fields of {@code docs/store-queue.md}. */
record StoredWrite(WriteId id, Map<String, String> fields) {

    /** The version that is written; others may stand beside it during a rollout, or after one that was taken back. */
    static final String VERSION = "1";

    private static final int EVENTS_MAX = QueuedWrite.TIMELINE_MAX - 1;

    /** @param flat fields and values, in turn */
    static StoredWrite of(WriteId id, Response flat) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return new StoredWrite(id, fields);
    }

    /** How a durability is written into a record. */
    static String label(Durability durability, int replicas) {
        String name = durability.name().toLowerCase(Locale.ROOT);
        return durability == Durability.REPLICATED ? name + "/" + replicas : name;
    }

    boolean isKnownVersion() {
        return VERSION.equals(fields.get("v"));
    }

    String version() {
        return text("v");
    }

    String client() {
        return text("c");
    }

    Scope scope() {
        return new Scope(text("p"), text("r"));
    }

    IdempotencyKey key() {
        return new IdempotencyKey(text("k"));
    }

    @Nullable
    String traceparent() {
        return fields.get("t");
    }

    boolean isInDoubt() {
        return fields.containsKey("u");
    }

    /** Names a parking: the time of it, and, since time may stand still, how many events there were. */
    String parking() {
        return text("d") + "/" + number("m");
    }

    int attempts() {
        return (int) number("n");
    }

    Instant acceptedAt() {
        return time("a");
    }

    /** What {@link #label} made. */
    static Receipt receipt(String label) {
        String[] parts = label.split("/", 2);
        Durability durability = Durability.valueOf(parts[0].toUpperCase(Locale.ROOT));
        return new Receipt(durability, parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    }

    WriteState state() {
        String label = text("s");
        return switch (label) {
            case "pending" -> new WriteState.Pending(time("d"), isInDoubt());
            case "leased" -> new WriteState.Leased(time("d"), isInDoubt(), fields.containsKey("i"));
            case "delivered" -> new WriteState.Delivered();
            case "parked" -> new WriteState.Parked(text("y"));
            case "dead" -> new WriteState.Dead(text("y"));
            case "discarded" -> new WriteState.Discarded();
            case "cancelled" -> new WriteState.Cancelled();
            default -> new WriteState.Parked("its state is '" + label + "', which this version does not know");
        };
    }

    QueuedWrite view(@Nullable StoredAnswer answer) {
        String lane = fields.get("l");
        return new QueuedWrite(
                id,
                client(),
                scope(),
                lane == null ? null : new Lane(text("p"), lane),
                state(),
                acceptedAt(),
                time("x"),
                attempts(),
                receipt(text("g")),
                timeline(),
                answer,
                traceparent());
    }

    private List<Event> timeline() {
        List<Event> events = new ArrayList<>();
        events.add(new Event(acceptedAt(), "accepted", ""));
        long noted = number("m");
        for (long i = Math.max(0, noted - EVENTS_MAX); i < noted; i++) {
            String[] parts = text("e" + i % EVENTS_MAX).split(" ", 3);
            if (parts.length == 3) {
                events.add(new Event(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]));
            }
        }
        return List.copyOf(events);
    }

    private String text(String field) {
        return fields.getOrDefault(field, "");
    }

    private long number(String field) {
        String value = fields.get(field);
        return value == null ? 0 : Long.parseLong(value);
    }

    private Instant time(String field) {
        return Instant.ofEpochMilli(number(field));
    }
}
