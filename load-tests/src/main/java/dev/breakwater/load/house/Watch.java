package dev.breakwater.load.house;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakwater.load.check.Seen;
import dev.breakwater.load.check.Seen.Calls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks every so often at what the provider has received, on a thread of its own, until it is stopped. */
public final class Watch implements AutoCloseable {

    private static final long STOP_MAX_SECONDS = 30;
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final URI sandbox;
    private final long pid;
    private final Http http = new Http();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<IOException> failed = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /**
     * @param pid of the gateway's process
     * @param everyMillis between two looks
     */
    public Watch(URI sandbox, long pid, long everyMillis) throws IOException, InterruptedException {
        this.sandbox = sandbox;
        this.pid = pid;
        seen.add(look());
        thread.scheduleWithFixedDelay(this::note, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /** All that was seen, and what is to be seen now; no more is noted. */
    public List<Seen> stop() throws IOException, InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(STOP_MAX_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the sandbox does not answer");
        }
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
        seen.add(look());
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void note() {
        try {
            seen.add(look());
        } catch (IOException e) {
            failed.add(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Seen look() throws IOException, InterruptedException {
        Map<String, Calls> calls = new HashMap<>();
        JsonNode paths = http.json(sandbox.resolve("/sandbox/requests"), "").path("by_path");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode counts = path.getValue();
            calls.put(
                    path.getKey(),
                    new Calls(
                            counts.path("received").asLong(),
                            counts.path("in_flight").asLong()));
        }
        return new Seen(Instant.now(), calls, rssKib());
    }

    private long rssKib() {
        try {
            Matcher rss = RSS.matcher(Files.readString(Path.of("/proc", String.valueOf(pid), "status")));
            return rss.find() ? Long.parseLong(rss.group(1)) : 0;
        } catch (IOException noSuchThing) {
            return 0;
        }
    }
}
