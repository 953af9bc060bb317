package dev.breakwater.audit;

import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream, as the store has it.
 *
 * @param place where it stands
 * @param event what it says; null if this version cannot read it
 */
record StoredEvent(String stream, Place place, @Nullable AuditEvent event) {

    /** A place in a stream: a time in milliseconds, and a sequence. */
    record Place(long millis, long sequence) {

        private static final Pattern FORM = Pattern.compile("(\\d{1,15})-(\\d{1,16})");

        /** From {@code millis-sequence}; null if it is something else. */
        static @Nullable Place parse(String text) {
            Matcher m = FORM.matcher(text);
            return m.matches() ? new Place(Long.parseLong(m.group(1)), Long.parseLong(m.group(2))) : null;
        }

        @Override
        public String toString() {
            return millis + "-" + sequence;
        }
    }

    /** Reads an entry: its id, and its fields and values in turn. */
    static StoredEvent of(String stream, Response entry) {
        Place place = Place.parse(entry.get(0).toString());
        if (place == null) {
            return new StoredEvent(stream, new Place(0, 0), null);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Response flat = entry.get(1);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return new StoredEvent(stream, place, read(stream, place, fields));
    }

    private static @Nullable AuditEvent read(String stream, Place place, Map<String, String> fields) {
        EventKind kind = EventKind.of(String.valueOf(fields.remove("k")));
        String actor = fields.remove("a");
        String subject = fields.remove("s");
        String reason = fields.remove("r");
        if (kind == null || actor == null || subject == null) {
            return null;
        }
        try {
            Instant at = Instant.ofEpochMilli(place.millis());
            return AuditEvent.stored(stream, place.sequence(), at, kind, actor, subject, reason, fields);
        } catch (IllegalArgumentException notAllowed) {
            return null;
        }
    }
}
