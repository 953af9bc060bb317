package dev.breakwater.fault.queue;

import dev.breakwater.fault.queue.check.Arrival;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the provider and writes down every attempt of a write that comes, with its bytes and its time. It can
 * be gone, answer in the provider's place, or lose the provider's answers.
 *
 * <p>It is in the process of the test, which nobody kills. Threading: methods from any thread.
 */
final class Witness implements AutoCloseable {

    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "transfer-encoding", "host");

    /** Differ by nature from attempt to attempt. */
    private static final Set<String> VARYING = Set.of("traceparent", "content-length");

    /** What becomes of a request. It is named by what its client called it in its body, whatever its key. */
    interface Fate {

        /** The status to answer with at once; 0 to pass it on. Called when the attempt has been written down. */
        default int status(String name) {
            return 0;
        }

        /** How long it is held back before the provider has it. */
        default long delayMillis(String name) {
            return 0;
        }

        /** Whether the provider's answer is lost. Called when it is here, so that the effect is. */
        default boolean losesAnswer(String name) {
            return false;
        }

        /** How long the provider's answer is held back. */
        default long holdMillis(String name) {
            return 0;
        }
    }

    private static final class Attempt {
        final Instant from;
        final @Nullable String key;
        final String name;
        final String payload;
        final String bytes;
        volatile @Nullable Instant until;
        volatile int status;

        Attempt(Instant from, @Nullable String key, String name, String payload, String bytes) {
            this.from = from;
            this.key = key;
            this.name = name;
            this.payload = payload;
            this.bytes = bytes;
        }

        Arrival arrival() {
            return new Arrival(from, until, key, payload, bytes);
        }
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(200));
    private final List<Attempt> attempts = new ArrayList<>();
    private final int port;
    private final int providerPort;
    private final LongSupplier shiftMillis;

    private volatile Fate fate = new Fate() {};
    private volatile @Nullable HttpServer server;

    /** @param shiftMillis by how much the store's clock is ahead: attempts are timed by that clock */
    Witness(int port, int providerPort, LongSupplier shiftMillis) {
        this.port = port;
        this.providerPort = providerPort;
        this.shiftMillis = shiftMillis;
    }

    /** It listens, if it does not yet. */
    void up() {
        if (server != null) {
            return;
        }
        HttpServer starting = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                .requestHandler(this::handle);
        join(starting.listen());
        server = starting;
    }

    /** Connections are refused, and those that are open are closed. */
    void down() {
        HttpServer closing = server;
        server = null;
        if (closing != null) {
            join(closing.close());
        }
    }

    /** The same from within, when a fate is decided: it happens once the present attempt is dealt with. */
    void shut() {
        HttpServer closing = server;
        server = null;
        if (closing != null) {
            closing.close();
        }
    }

    void fate(Fate of) {
        fate = of;
    }

    /** All attempts up to now. */
    List<Arrival> arrivals() {
        synchronized (attempts) {
            return attempts.stream().map(Attempt::arrival).toList();
        }
    }

    /** Attempts of {@code key} up to now. */
    long attemptsOf(String key) {
        return arrivals().stream().filter(arrival -> key.equals(arrival.key())).count();
    }

    /** How long ago {@code key} came first. */
    Duration ageOf(String key) {
        return arrivals().stream()
                .filter(arrival -> key.equals(arrival.key()))
                .map(arrival -> Duration.between(arrival.from(), now()))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    /** How many of the attempts after the first {@code skipped} were answered with {@code status}. */
    long answeredSince(int skipped, int status) {
        synchronized (attempts) {
            return attempts.subList(skipped, attempts.size()).stream()
                    .filter(attempt -> attempt.status == status)
                    .count();
        }
    }

    /** How many attempts of writes whose names begin with {@code prefix} were answered with {@code status}. */
    long answered(String prefix, int status) {
        synchronized (attempts) {
            return attempts.stream()
                    .filter(attempt -> attempt.status == status && attempt.name.startsWith(prefix))
                    .count();
        }
    }

    @Override
    public void close() {
        down();
        join(vertx.close());
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> witness(request, body));
    }

    private void witness(HttpServerRequest request, Buffer body) {
        String key = request.getHeader("Idempotency-Key");
        Attempt attempt = new Attempt(
                now(),
                key,
                Write.nameIn(body.toString()),
                sha256(body),
                sha256(Buffer.buffer(head(request)).appendBuffer(body)));
        if (!request.method().equals(HttpMethod.GET)) { // reads have no effect
            synchronized (attempts) {
                attempts.add(attempt);
            }
        }
        request.response().endHandler(sent -> end(attempt));
        request.response().closeHandler(closed -> end(attempt));
        String name = attempt.name;
        int status = fate.status(name);
        if (status > 0) {
            request.response().setStatusCode(status).end("{\"error\":{\"type\":\"api_error\"}}");
            return;
        }
        after(fate.delayMillis(name), () -> passOn(request, body, attempt));
    }

    private void passOn(HttpServerRequest request, Buffer body, Attempt attempt) {
        String name = attempt.name;
        pass(request, body)
                .onFailure(failed -> request.connection().close())
                .onSuccess(answer -> after(fate.holdMillis(name), () -> {
                    if (fate.losesAnswer(name)) {
                        request.connection().close();
                    } else {
                        attempt.status = answer.head().statusCode();
                        handOut(request, answer);
                    }
                }));
    }

    private record Passed(HttpClientResponse head, Buffer body) {}

    private Future<Passed> pass(HttpServerRequest request, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(providerPort)
                .setMethod(request.method())
                .setURI(request.uri());
        return client.request(options).compose(to -> send(request, to, body));
    }

    private static Future<Passed> send(HttpServerRequest request, HttpClientRequest to, Buffer body) {
        copy(request.headers(), to.headers());
        return to.send(body).compose(head -> head.body().map(read -> new Passed(head, read)));
    }

    private static void handOut(HttpServerRequest request, Passed answer) {
        if (request.response().closed()) {
            return;
        }
        request.response().setStatusCode(answer.head().statusCode());
        copy(answer.head().headers(), request.response().headers());
        request.response().end(answer.body());
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach(header -> {
            if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                to.add(header.getKey(), header.getValue());
            }
        });
    }

    private void after(long millis, Runnable action) {
        if (millis <= 0) {
            action.run();
        } else {
            vertx.setTimer(millis, id -> action.run());
        }
    }

    private void end(Attempt attempt) {
        if (attempt.until == null) {
            attempt.until = now();
        }
    }

    private Instant now() {
        return Instant.now().plusMillis(shiftMillis.getAsLong());
    }

    private static String head(HttpServerRequest request) {
        TreeMap<String, String> headers = new TreeMap<>();
        request.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!HOP_BY_HOP.contains(name) && !VARYING.contains(name)) {
                headers.merge(name, header.getValue(), (a, b) -> a + "," + b);
            }
        });
        return request.method() + " " + request.uri() + " " + headers;
    }

    static String sha256(Buffer bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void join(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }
}
