package dev.breakwater.fault.queue.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the records of writes and keys beside the audit log's events about them, as {@code docs/store-queue.md} and
 * {@code docs/store.md} lay them down, without the gateway's code.
 */
public final class TrailReader {

    private static final int NOTED_MAX = 49; // a record keeps its last ones
    private static final String NOTHING = "nothing";

    private final Resp store;

    public TrailReader(Resp store) {
        this.store = store;
    }

    /** Of everything that has a record, or an event. */
    public List<Trail> trails() throws IOException {
        List<Trail> all = new ArrayList<>();
        for (String name : store.texts("KEYS", "{bw:q:*}:epoch")) {
            String prefix = name.substring(0, name.indexOf("}:") + 2);
            String partition = prefix.substring("{bw:q:".length(), prefix.length() - 2);
            Map<String, List<String>> told = told(prefix, all);
            for (String base : store.texts("KEYS", prefix + "w:*")) {
                String hash = base.substring((prefix + "w:").length());
                List<String> events = told.remove("w" + partition + "-" + hash);
                all.add(write("w" + partition + "-" + hash, prefix + "s:" + hash, events == null ? List.of() : events));
            }
            for (String record : store.texts("KEYS", prefix + "k:*")) {
                String hash = record.substring((prefix + "k:").length());
                List<String> events = told.remove("k" + partition + "-" + hash);
                all.add(key("k" + partition + "-" + hash, store.text("GET", record), events));
            }
            told.forEach((subject, events) -> {
                if (!events.get(events.size() - 1).equals("released")) {
                    all.add(new Trail(subject, List.of(NOTHING), events));
                }
            });
        }
        return all;
    }

    private Trail write(String id, String record, List<String> events) throws IOException {
        List<String> flat = store.texts("HGETALL", record);
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i), flat.get(i + 1));
        }
        int noted = Integer.parseInt(fields.getOrDefault("m", "0"));
        List<String> changes = new ArrayList<>(List.of((1 + noted) + " in all"));
        for (int i = Math.max(0, noted - NOTED_MAX); i < noted; i++) {
            changes.add(fields.getOrDefault("e" + i % NOTED_MAX, NOTHING).split(" ", -1)[1]);
        }
        List<String> last = new ArrayList<>(List.of(events.size() + " in all"));
        last.addAll(events.subList(Math.min(events.size(), Math.max(1, 1 + noted - NOTED_MAX)), events.size()));
        return new Trail(id, changes, last);
    }

    /** What is made queued along with its write is told of with the write. */
    private static Trail key(String id, String record, List<String> events) {
        String state = record.split(" ", -1)[1];
        String last = events == null ? "queued" : events.get(events.size() - 1);
        return new Trail(id, List.of(state), List.of(last));
    }

    /** What the log of a partition has of each subject. Its own sequence must be without gaps. */
    private Map<String, List<String>> told(String prefix, List<Trail> all) throws IOException {
        Map<String, List<String>> told = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        if (store.ask("XRANGE", prefix + "audit", "-", "+") instanceof List<?> entries) {
            for (Object entry : entries) {
                List<?> pair = (List<?>) entry;
                String id = Resp.asText(pair.get(0));
                expected.add(String.valueOf(expected.size() + 1));
                found.add(id.substring(id.indexOf('-') + 1));
                Map<String, String> fields = new HashMap<>();
                List<?> flat = (List<?>) pair.get(1);
                for (int i = 0; i + 1 < flat.size(); i += 2) {
                    fields.put(Resp.asText(flat.get(i)), Resp.asText(flat.get(i + 1)));
                }
                told.computeIfAbsent(fields.getOrDefault("s", NOTHING), subject -> new ArrayList<>())
                        .add(word(fields));
            }
        }
        all.add(new Trail(prefix + "audit", expected, found));
        return told;
    }

    private static String word(Map<String, String> event) {
        String kind = event.getOrDefault("k", NOTHING);
        return switch (kind) {
            case "write-settled" -> event.getOrDefault("as", NOTHING);
            case "write-attempted" -> event.getOrDefault("as", "attempted");
            default -> kind.substring(kind.indexOf('-') + 1);
        };
    }
}
