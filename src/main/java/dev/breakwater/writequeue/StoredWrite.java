package dev.breakwater.writequeue;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Lane;
import dev.breakwater.exchange.Receipt;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.StoredAnswer;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.writequeue.QueuedWrite.Event;
import dev.breakwater.writequeue.QueuedWrite.Lookups;
import io.vertx.redis.client.Response;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A write as the store keeps it: {@code docs/store-queue.md} defines the words of its head and the fields of its
 * record.
 *
 * @param head what was accepted
 * @param fields what has become of it since
 */
record StoredWrite(WriteId id, List<String> head, Map<String, String> fields) {

    /** The version that is written; others may stand beside it during a rollout, or after one that was taken back. */
    static final String VERSION = "1";

    private static final int EVENTS_MAX = QueuedWrite.TIMELINE_MAX - 1;
    private static final String NONE = "~";
    private static final int LOOKUP_WORDS = 5;

    /** @param view the head's line; then the record's fields and values, in turn */
    static StoredWrite of(WriteId id, Response view) {
        Map<String, String> fields = new HashMap<>();
        Response flat = view.get(1);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return new StoredWrite(id, List.of(view.get(0).toString().strip().split(" ", -1)), fields);
    }

    /** The head's words behind the time of acceptance, which is the store's. */
    static String head(NewWrite write, int replicas) {
        Lane lane = write.lane();
        String traceparent = write.traceparent();
        return String.join(
                " ",
                Long.toString(write.maxWait().toMillis()),
                Long.toString(write.keyWindow().toMillis()),
                label(write.durability(), replicas),
                word(write.client()),
                write.scope().toString(),
                word(write.key().value()),
                lane == null ? NONE : word(lane.value()),
                traceparent == null ? NONE : word(traceparent));
    }

    /** What its waiting writes stand under in the store. */
    static String name(Lane lane) {
        return lane.provider() + ":" + word(lane.value());
    }

    static String word(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private @Nullable String unword(int index) {
        String word = word(index);
        return word.equals(NONE) ? null : URLDecoder.decode(word, StandardCharsets.UTF_8);
    }

    private String word(int index) {
        return index < head.size() ? head.get(index) : NONE;
    }

    private String text(int index) {
        String text = unword(index);
        return text == null ? "" : text;
    }

    /** How a durability is written into a head. */
    private static String label(Durability durability, int replicas) {
        String name = durability.name().toLowerCase(Locale.ROOT);
        return durability == Durability.REPLICATED ? name + "/" + replicas : name;
    }

    boolean isKnownVersion() {
        return VERSION.equals(version());
    }

    String version() {
        return word(0);
    }

    String client() {
        return text(5);
    }

    Scope scope() {
        String[] parts = word(6).split("/", 2);
        return new Scope(parts[0], parts.length > 1 ? parts[1] : "");
    }

    IdempotencyKey key() {
        return new IdempotencyKey(text(7));
    }

    @Nullable
    String traceparent() {
        return unword(9);
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
        return Instant.ofEpochMilli(Long.parseLong(word(1)));
    }

    private Instant expiresAt() {
        return fields.containsKey("x") ? time("x") : acceptedAt().plusMillis(Long.parseLong(word(2)));
    }

    private Instant dueAt() {
        return fields.containsKey("d") ? time("d") : acceptedAt();
    }

    /** The receipt that a head's word for the durability stands for. */
    static Receipt receipt(String label) {
        String[] parts = label.split("/", 2);
        Durability durability = Durability.valueOf(parts[0].toUpperCase(Locale.ROOT));
        return new Receipt(durability, parts.length > 1 ? Integer.parseInt(parts[1]) : 0);
    }

    WriteState state() {
        String label = fields.getOrDefault("s", "pending");
        return switch (label) {
            case "pending" -> new WriteState.Pending(dueAt(), isInDoubt());
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
        String lane = unword(8);
        return new QueuedWrite(
                id,
                client(),
                scope(),
                lane == null ? null : new Lane(scope().provider(), lane),
                state(),
                acceptedAt(),
                expiresAt(),
                attempts(),
                receipt(word(4)),
                timeline(),
                lookups(),
                answer,
                traceparent());
    }

    private @Nullable Lookups lookups() {
        String[] parts = text("q").split(" ", LOOKUP_WORDS);
        return state().label().equals("parked") && parts.length == LOOKUP_WORDS && parts[0].equals(parking())
                ? new Lookups(
                        Integer.parseInt(parts[1]),
                        Instant.ofEpochMilli(Long.parseLong(parts[2])),
                        parts[4],
                        Instant.ofEpochMilli(Long.parseLong(parts[3])))
                : null;
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
