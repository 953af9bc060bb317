package dev.breakwater.load.house;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakwater.load.check.Effect;
import dev.breakwater.load.check.Kept;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is left when the clients have gone: the gateway's writes and the provider's ledger. Both are kept as files. */
public final class Aftermath {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WAITING = Set.of("pending", "leased");
    private static final long PAUSE_MILLIS = 500;

    private final Place place;
    private final Path directory;
    private final Http http = new Http();

    public Aftermath(Place place, Path directory) {
        this.place = place;
        this.directory = directory;
    }

    /** The last entry of the ledger as it is now; 0 if it is empty or there is none. */
    public long ledgerEnd() throws IOException, InterruptedException {
        List<Effect> effects = effects(0);
        return effects == null || effects.isEmpty()
                ? 0
                : effects.get(effects.size() - 1).seq();
    }

    /** Has the provider do nothing wrong any more. */
    public void clearFaults() throws IOException, InterruptedException {
        if (place.sandbox() != null) {
            http.send("DELETE", place.sandbox().resolve("/sandbox/faults"), "", Map.of());
        }
    }

    /** Asks after each write until none waits any more, or {@code atMost} is over. */
    public List<Kept> settled(Collection<String> ids, Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Map<String, Kept> kept = new LinkedHashMap<>();
        List<String> open = new ArrayList<>(ids);
        while (true) {
            for (String id : open) {
                kept.put(id, one(id));
            }
            open.removeIf(id -> !WAITING.contains(kept(kept, id).state()));
            if (open.isEmpty() || System.nanoTime() > end) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        contradict(kept);
        Files.writeString(directory.resolve("writes.json"), JSON.writeValueAsString(kept.values()));
        return List.copyOf(kept.values());
    }

    /** The provider's ledger after the entry {@code since}, in order; null if there is none to be had. */
    public @Nullable List<Effect> effects(long since) throws IOException, InterruptedException {
        if (place.sandbox() == null) {
            return null;
        }
        Path file = directory.resolve("ledger.json");
        http.download(place.sandbox().resolve("/sandbox/ledger?since=" + since), file);
        List<Effect> effects = new ArrayList<>();
        try (MappingIterator<JsonNode> entries = JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (entries.hasNext()) {
                JsonNode entry = entries.next();
                JsonNode key = entry.path("idempotency_key");
                effects.add(new Effect(
                        entry.path("seq").asLong(),
                        Instant.parse(entry.path("at").asText()),
                        key.isTextual() ? key.asText() : null,
                        entry.path("body_sha256").asText(),
                        entry.path("request_id").asText(),
                        entry.path("object_id").asText()));
            }
        }
        return effects;
    }

    private Kept one(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.get(place.door().resolve("/-/writes/" + id), place.clientKey());
        if (answer.statusCode() == 404) {
            return new Kept(id, "missing", "", 0);
        }
        if (answer.statusCode() != 200) {
            throw new IOException("the write " + id + ": " + answer.statusCode() + " " + answer.body());
        }
        JsonNode write = JSON.readTree(answer.body());
        return new Kept(
                id,
                write.path("state").asText(),
                write.path("reason").asText(""),
                write.path("answer").path("status").asInt());
    }

    /** Where the control plane lists a write in another state than its client is shown, that is what counts. */
    private void contradict(Map<String, Kept> kept) throws IOException, InterruptedException {
        if (place.ops() == null || place.operatorKey() == null) {
            return;
        }
        for (String state : List.of("pending", "leased", "parked", "dead")) {
            String before = "";
            do {
                JsonNode page = http.json(page(place.ops(), state, before), place.operatorKey());
                for (JsonNode write : page.path("writes")) {
                    Kept shown = kept.get(write.path("id").asText());
                    if (shown != null && !shown.state().equals(state)) {
                        String reason = "its client is shown '" + shown.state() + "', operators '" + state + "'";
                        kept.put(shown.id(), new Kept(shown.id(), "contradictory", reason, shown.answerStatus()));
                    }
                }
                before = page.path("next").asText("");
            } while (!before.isEmpty());
        }
    }

    private static URI page(URI ops, String state, String before) {
        String from = before.isEmpty() ? "" : "&before=" + URLEncoder.encode(before, StandardCharsets.UTF_8);
        return ops.resolve("/ops/v1/writes?limit=1000&state=" + state + from);
    }

    private static Kept kept(Map<String, Kept> all, String id) {
        return all.getOrDefault(id, new Kept(id, "missing", "", 0));
    }
}
