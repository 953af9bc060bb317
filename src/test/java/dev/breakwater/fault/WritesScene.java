package dev.breakwater.fault;

import dev.breakwater.Keeping;
import dev.breakwater.delivery.DeliverySettings;
import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.RetryPolicy;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.store.RedisForTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A sandbox, a Redis, and replicas of the edge that share both. The routes {@code refunds} and {@code capture} queue in
 * lanes, {@code payments} queues without one, {@code confirm} refuses.
 */
final class WritesScene implements AutoCloseable {

    /** The key of a second client. */
    static final String OTHER_KEY = "k-2";

    private static final String MORE = """
            queue: { store-timeout: 2s }
            clients: { other: { key-sha256: ab8460920d12844abaa011a263ae6d89aaef8e25fcd504b0955d5ec6e08af934 } }
            """;
    private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(60);

    final RunningSandbox sandbox = new RunningSandbox();
    final RedisForTest redis;
    final List<Edge> edges = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Looks parked writes up after tenths of seconds, not of minutes. */
    private static final DeliverySettings LOOKING = DeliverySettings.USUAL.withLookups(new DeliverySettings.Lookups(
            Duration.ofMillis(400),
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofMillis(400)),
            Duration.ofMinutes(1)));

    WritesScene(int replicas) {
        this(replicas, DeliverySettings.USUAL, new RedisForTest());
    }

    /** @param redis which is closed with the scene */
    WritesScene(int replicas, DeliverySettings delivery, RedisForTest redis) {
        this(replicas, "stripe", delivery, redis);
    }

    /** With another contract, whose lookups are made often. */
    static WritesScene looking(int replicas, Path contract) {
        return new WritesScene(replicas, contract.toString(), LOOKING, new RedisForTest());
    }

    private WritesScene(int replicas, String contract, DeliverySettings delivery, RedisForTest redis) {
        this.redis = redis;
        for (int i = 0; i < replicas; i++) {
            edges.add(Edge.startWithStore(
                    redis.url(), MORE, """
                    psp:
                      base-url: %s
                      contract: %s
                      credential: { header: Authorization, value: Bearer sk_test_sandbox }
                      connect-timeout: 1s
                      attempt-timeout: 2s
                      deadline: 5s
                      retry: { attempts: 1 }
                      breaker: { enabled: false }
                      routes:
                        - { name: payments, match: POST /v1/payment_intents, when-unavailable: queue,
                            breaker: { enabled: true, minimum-calls: 100000 } }
                        - { name: confirm, match: 'POST /v1/payment_intents/{id}/confirm' }
                        - { name: cancel, match: 'POST /v1/payment_intents/{id}/cancel', without-store: refuse }
                        - { name: capture, match: 'POST /v1/payment_intents/{id}/capture', when-unavailable: queue,
                            lane: 'path:id' }
                        - { name: refunds, match: POST /v1/refunds, when-unavailable: queue,
                            lane: 'form:payment_intent' }
                        - { name: balance, match: GET /v1/balance, breaker: { enabled: true, minimum-calls: 100000 } }
                    """.formatted(sandbox.url(), contract), Keeping.Seams.NONE, delivery));
        }
    }

    HttpResponse<String> send(int replica, String method, String path, String body, String... headers) {
        return sendAsync(replica, method, path, body, headers).join();
    }

    CompletableFuture<HttpResponse<String>> sendAsync(
            int replica, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + edges.get(replica).port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + Edge.KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(CLIENT_PATIENCE);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> pay(String key) {
        return send(0, "POST", "/psp/v1/payment_intents", PAYMENT, "Idempotency-Key", key);
    }

    static final String PAYMENT =
            "amount=1000&currency=eur&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card";

    /** A payment that can be refunded. */
    String paid(String key) {
        return new JsonObject(pay(key).body()).getString("id");
    }

    HttpResponse<String> refund(String key, String payment, int amount, String... headers) {
        String[] all = Stream.concat(Stream.of("Idempotency-Key", key), Stream.of(headers))
                .toArray(String[]::new);
        return send(0, "POST", "/psp/v1/refunds", "payment_intent=" + payment + "&amount=" + amount, all);
    }

    List<JsonObject> effects(String kind) {
        return sandbox.ledger().stream()
                .map(JsonObject.class::cast)
                .filter(effect -> effect.getString("effect").equals(kind))
                .toList();
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        try {
            for (Edge edge : edges) {
                edge.close();
            }
        } finally {
            redis.close();
            sandbox.close();
        }
    }
}
