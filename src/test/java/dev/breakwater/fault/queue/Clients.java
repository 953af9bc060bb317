package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.check.Asked;
import dev.breakwater.fault.queue.check.Journal;
import dev.breakwater.fault.queue.check.Seen;
import dev.breakwater.fault.queue.check.Told;
import dev.breakwater.fault.queue.check.Told.Verdict;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Clients of the gateways that behave as they should: they repeat, with the same key, whatever they have no definite
 * answer for. What they are about to ask and were told goes to the journal.
 *
 * <p>Threading: safe for any thread.
 */
final class Clients {

    /** Must not be seen anywhere. */
    static final String SECRET = "client-canary-52c1aa07be60";

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration BETWEEN_REPEATS = Duration.ofMillis(300);
    private static final Set<Verdict> DEFINITE = EnumSet.of(Verdict.ACCEPTED, Verdict.SUCCEEDED, Verdict.DECLINED);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final Map<String, String> writeIds = new ConcurrentHashMap<>();
    private final Journal journal;
    private final List<Integer> ports;

    /** @param ports of the gateways; asked in turn */
    Clients(Journal journal, List<Integer> ports) {
        this.journal = journal;
        this.ports = ports;
    }

    /** How many requests have been made. */
    int asked() {
        return numbers.get();
    }

    /** Asks once, at the next gateway. */
    Told ask(Write write) {
        return ask(write, nextPort(), "/stripe" + write.path(), SECRET);
    }

    /** What came of a live call, and how long it took. */
    record Live(int status, String outcome, Duration took) {

        boolean isGood() {
            return status == 200 && outcome.equals("answered");
        }
    }

    /** Asks once, at the next gateway, for something that is not to wait. */
    Live askNow(Write write) {
        Asking asking = asking(write.with("Breakwater-Queue", "never"), nextPort(), "/stripe" + write.path(), SECRET);
        long began = System.nanoTime();
        Told told = send(asking.number(), asking.request(), "");
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        journal.told(told);
        return new Live(told.status(), told.outcome(), took);
    }

    /** Reads something at the next gateway. */
    Live read(String path) {
        HttpRequest request = HttpRequest.newBuilder(at(nextPort(), "/stripe" + path))
                .header("Authorization", "Bearer " + SECRET)
                .timeout(PATIENCE)
                .build();
        long began = System.nanoTime();
        Told told = send(0, request, "");
        return new Live(told.status(), told.outcome(), Duration.ofNanos(System.nanoTime() - began));
    }

    /** Asks the provider itself, as a test that prepares something there. */
    Told askProvider(Write write, int port) {
        return ask(write, port, write.path(), "sk_test_direct");
    }

    /** Asks until there is a definite answer: accepted, done or declined. Empty if there was none in time. */
    Optional<Told> persuade(Write write, Duration atMost) {
        Told first = ask(write);
        if (DEFINITE.contains(first.verdict())) {
            return Optional.of(first);
        }
        if (atMost.compareTo(BETWEEN_REPEATS) <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Awaitility.await()
                    .atMost(atMost)
                    .pollDelay(BETWEEN_REPEATS)
                    .pollInterval(BETWEEN_REPEATS)
                    .pollInSameThread()
                    .until(() -> ask(write), told -> DEFINITE.contains(told.verdict())));
        } catch (org.awaitility.core.ConditionTimeoutException never) {
            return Optional.empty();
        }
    }

    /** Looks what has become of a queued write; false if nobody could be asked. */
    boolean look(String key) {
        String id = writeIds.get(key);
        if (id == null) {
            return true;
        }
        HttpRequest request = HttpRequest.newBuilder(at(nextPort(), "/-/writes/" + id))
                .header("Authorization", "Bearer " + SECRET)
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                return false;
            }
            journal.seen(new Seen(Instant.now(), key, new JsonObject(answer.body()).getString("state")));
            return true;
        } catch (IOException gone) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes a queued write back; the status of the answer, 0 if there was none. */
    int cancel(String key) {
        HttpRequest request = HttpRequest.newBuilder(at(nextPort(), "/-/writes/" + writeIds.get(key)))
                .header("Authorization", "Bearer " + SECRET)
                .timeout(PATIENCE)
                .DELETE()
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException gone) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private Told ask(Write write, int port, String path, String credential) {
        Asking asking = asking(write, port, path, credential);
        Told told = send(asking.number(), asking.request(), credential.equals(SECRET) ? "" : "answered");
        if (told.writeId() != null) {
            writeIds.put(write.key(), told.writeId());
        }
        journal.told(told);
        return told;
    }

    private record Asking(int number, HttpRequest request) {}

    private Asking asking(Write write, int port, String path, String credential) {
        int number = numbers.incrementAndGet();
        journal.asked(new Asked(number, Instant.now(), write.key(), write.lane(), write.payload()));
        HttpRequest.Builder request = HttpRequest.newBuilder(at(port, path))
                .header("Authorization", "Bearer " + credential)
                .header("Idempotency-Key", write.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(write.body()));
        write.headers().forEach(request::header);
        return new Asking(number, request.build());
    }

    private Told send(int number, HttpRequest request, String outcomeIfNone) {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return new Told(
                    number,
                    Instant.now(),
                    answer.statusCode(),
                    answer.headers().firstValue("Breakwater-Outcome").orElse(outcomeIfNone),
                    answer.headers().firstValue("Breakwater-Write-Id").orElse(null));
        } catch (IOException gone) {
            return new Told(number, Instant.now(), 0, "", null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Told(number, Instant.now(), 0, "", null);
        }
    }

    private int nextPort() {
        return ports.get(Math.floorMod(turns.getAndIncrement(), ports.size()));
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
