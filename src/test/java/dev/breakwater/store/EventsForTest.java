package dev.breakwater.store;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the audit events of a partition as the store has them, without the code that writes or reads them. */
public final class EventsForTest {

    private EventsForTest() {}

    /** Of each event its fields in order of their names, as {@code {a=ann, k=mode-set, s=stripe}}. */
    public static List<String> of(StoreForTest store, String prefix) {
        List<String> events = new ArrayList<>();
        for (Response entry : store.command(Command.XRANGE, prefix + "audit", "-", "+")) {
            Map<String, String> fields = new TreeMap<>();
            Response flat = entry.get(1);
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
            }
            events.add(fields.toString());
        }
        return events;
    }
}
