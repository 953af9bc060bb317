package dev.breakwater.fault.queue.check;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the queue's records out of the store, as {@code docs/store-queue.md} lays them down, without the gateway's
 * code.
 */
public final class StoreReader {

    private static final String RECORDS = "{bw:q:*}:w:*";
    private static final int KEY = 7; // which word of a head

    private final Resp store;
    private final SealedPayload payloads;

    /** @param payloads opens what is sealed */
    public StoreReader(Resp store, SealedPayload payloads) {
        this.store = store;
        this.payloads = payloads;
    }

    /** All queued writes. */
    public List<StoredWrite> writes() throws IOException {
        List<StoredWrite> all = new ArrayList<>();
        for (String name : store.texts("KEYS", RECORDS)) {
            int middle = name.indexOf("}:w:");
            String prefix = name.substring(0, middle + 2);
            String hash = name.substring(middle + 4);
            String id = "w" + prefix.substring("{bw:q:".length(), middle) + "-" + hash;
            if (store.ask("GET", name) instanceof byte[] base) {
                Map<String, String> record = record(prefix + "s:" + hash);
                String[] head = head(base);
                all.add(new StoredWrite(
                        id,
                        URLDecoder.decode(head[KEY], StandardCharsets.UTF_8),
                        record.getOrDefault("s", "pending"),
                        record.getOrDefault("y", ""),
                        payloads.opens(sealed(base), id)));
            }
        }
        return all;
    }

    /** How many writes wait for an attempt, or have one. */
    public long waiting() throws IOException {
        long waiting = 0;
        for (String name : store.texts("KEYS", "{bw:q:*}:n")) {
            Map<String, String> counts = record(name);
            waiting += Long.parseLong(counts.getOrDefault("pending", "0"));
            waiting += Long.parseLong(counts.getOrDefault("leased", "0"));
        }
        return waiting;
    }

    /** Everything that the store holds, whatever it is, for whoever looks for secrets in it. */
    public byte[] everything() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : store.texts("KEYS", "*")) {
            all.append(name).append('\n').append(value(name)).append('\n');
        }
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String value(String name) throws IOException {
        return switch (store.text("TYPE", name)) {
            case "string" -> store.text("GET", name);
            case "hash" -> String.join("\n", store.texts("HGETALL", name));
            case "zset" -> String.join("\n", store.texts("ZRANGE", name, "0", "-1"));
            case "set" -> String.join("\n", store.texts("SMEMBERS", name));
            case "stream" -> deep(store.ask("XRANGE", name, "-", "+"));
            case "list" -> String.join("\n", store.texts("LRANGE", name, "0", "-1"));
            default -> "";
        };
    }

    private static String deep(@Nullable Object reply) {
        return reply instanceof List<?> all
                ? all.stream().map(StoreReader::deep).collect(Collectors.joining("\n"))
                : Resp.asText(reply);
    }

    private static String[] head(byte[] base) {
        return new String(base, 0, endOfHead(base), StandardCharsets.US_ASCII).split(" ", -1);
    }

    private static byte[] sealed(byte[] base) {
        return Arrays.copyOfRange(base, Math.min(base.length, endOfHead(base) + 1), base.length);
    }

    private static int endOfHead(byte[] base) {
        int end = 0;
        while (end < base.length && base[end] != '\n') {
            end++;
        }
        return end;
    }

    private Map<String, String> record(String name) throws IOException {
        List<String> flat = store.texts("HGETALL", name);
        Map<String, String> record = new HashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            record.put(flat.get(i), flat.get(i + 1));
        }
        return record;
    }
}
