package dev.breakwater.fault;

import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.exchange.KeyHash;
import dev.breakwater.store.RedisForTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A provider that answers with the bytes it is told, and edges in front of it that keep answers to reads. The clients
 * {@code alpha} and {@code beta} have nothing in common; {@code left} and {@code right} are of one tenant.
 */
final class CacheScene implements AutoCloseable {

    private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);
    private static final List<String> CLIENTS = List.of("alpha", "beta", "left", "right");

    final RawProvider provider = new RawProvider();
    final List<Edge> edges = new ArrayList<>();
    final @Nullable RedisForTest redis;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One edge without a store, whose route {@code read} has this {@code cache}. */
    CacheScene(String cache) throws IOException {
        this(cache, 0);
    }

    /** So many edges that share a store; none of both if it is 0. */
    CacheScene(String cache, int replicas) throws IOException {
        redis = replicas == 0 ? null : new RedisForTest();
        for (int i = 0; i < Math.max(1, replicas); i++) {
            edges.add(edge(cache));
        }
    }

    /** One more edge, such as a replica that has just been started. */
    Edge edge(String cache) {
        String providers = """
                psp:
                  base-url: %s
                  contract: none
                  attempt-timeout: 2s
                  deadline: 4s
                  retry: { attempts: 1 }
                  breaker: { window: 10s, minimum-calls: 5, open-for: 30s }
                  routes:
                    - { name: read, match: 'GET /v1/things/{id}', cache: { %s } }
                    - { name: head, match: 'HEAD /v1/things/{id}', cache: { %s } }
                    - { name: list, match: 'GET /v1/things', cache: { %s } }
                    - { name: open, match: 'GET /v1/open' }
                    - { name: act, match: 'POST /v1/things/{id}/act', when-unavailable: %s, lane: 'path:id',
                        without-store: pass, invalidates: ['/v1/things/{id}'] }
                """.formatted(provider.url(), cache, cache, cache, redis == null ? "refuse" : "queue");
        return redis == null
                ? Edge.start(clients(), providers)
                : Edge.startWithStore(redis.url(), clients() + "\nqueue: { store-timeout: 1s }", providers);
    }

    private static String clients() {
        StringBuilder yaml = new StringBuilder("clients:");
        for (String client : CLIENTS) {
            String hash = HexFormat.of().formatHex(KeyHash.of("key-of-" + client));
            String tenant = List.of("left", "right").contains(client) ? ", tenant: both" : "";
            yaml.append("\n  ")
                    .append(client)
                    .append(": { key-sha256: ")
                    .append(hash)
                    .append(tenant)
                    .append(" }");
        }
        return yaml.toString();
    }

    Told get(String path, String... headers) {
        return send(0, "alpha", "GET", path, headers).join();
    }

    Told getAs(String client, String path, String... headers) {
        return send(0, client, "GET", path, headers).join();
    }

    Told getAt(int replica, String path, String... headers) {
        return send(replica, "alpha", "GET", path, headers).join();
    }

    CompletableFuture<Told> send(int replica, String client, String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(edges.get(replica).url("psp") + path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("a=b") : BodyPublishers.noBody())
                .header("Breakwater-Key", "key-of-" + client)
                .timeout(CLIENT_PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        long began = System.nanoTime();
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(answer -> new Told(answer, Duration.ofNanos(System.nanoTime() - began)));
    }

    /** A 200 with this body, and with header lines if there are any. */
    static String ok(String body, String... lines) {
        return answer(200, body, lines);
    }

    static String answer(int status, String body, String... lines) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        boolean bodiless = status == 304 || status == 204;
        return text + (bodiless ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        try {
            for (Edge edge : edges) {
                edge.close();
            }
        } finally {
            provider.close();
            if (redis != null) {
                redis.close();
            }
        }
    }
}
