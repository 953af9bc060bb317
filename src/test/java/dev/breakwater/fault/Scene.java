package dev.breakwater.fault;

import dev.breakwater.edge.Edge;
import dev.breakwater.sandbox.RunningSandbox;
import dev.breakwater.upstream.Provider;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A provider that can be made to fail, an edge in front of it, and a client of the edge. At the edge the provider's
 * name is {@code sick}; others may stand beside it.
 */
final class Scene implements AutoCloseable {

    /** What every exchange of a test ends within, however busy the machine is. */
    private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(30);

    final RunningSandbox sandbox = new RunningSandbox();
    final Edge edge;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The provider {@code sick} with these settings. */
    Scene(String settings) {
        this(settings, "");
    }

    /** The same with more providers, written as below {@code breakwater.providers}. */
    Scene(String settings, String others) {
        edge = Edge.start("sick:\n" + at(sandbox.url(), settings).indent(2) + others);
    }

    /** The provider {@code brought} is one that the test brings along; the sandbox stands idle. */
    static Scene before(String url, String settings) {
        return new Scene("contract: none", "brought:\n" + at(url, settings).indent(2));
    }

    /** The settings of a provider at {@code url}: a sandbox, which wants a credential in Stripe's style. */
    static String at(String url, String settings) {
        return """
                base-url: %s
                credential: { header: Authorization, value: Bearer sk_test_1 }
                %s""".formatted(url, settings);
    }

    Provider provider() {
        return edge.provider("sick");
    }

    Told get(String path) {
        return getLater(path).join();
    }

    CompletableFuture<Told> getLater(String path) {
        return getLater("sick", path);
    }

    CompletableFuture<Told> getLater(String provider, String path) {
        return send(request(provider, path).GET());
    }

    Told post(String path, String form, String... headers) {
        return postLater(path, form, headers).join();
    }

    CompletableFuture<Told> postLater(String path, String form, String... headers) {
        return postTo("sick", path, form, headers);
    }

    CompletableFuture<Told> postTo(String provider, String path, String form, String... headers) {
        HttpRequest.Builder request = request(provider, path).POST(BodyPublishers.ofString(form));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A payment of so many cents, created and confirmed by one call. */
    Told pay(long cents, String... headers) {
        return post("/v1/payment_intents", RunningSandbox.payForm(cents), headers);
    }

    private HttpRequest.Builder request(String provider, String path) {
        return HttpRequest.newBuilder(URI.create(edge.url(provider) + path)).header("Breakwater-Key", Edge.KEY);
    }

    private CompletableFuture<Told> send(HttpRequest.Builder request) {
        long began = System.nanoTime();
        return http.sendAsync(request.timeout(CLIENT_PATIENCE).build(), BodyHandlers.ofString())
                .thenApply(answer -> new Told(answer, Duration.ofNanos(System.nanoTime() - began)));
    }

    /** So many calls at once; what each was told, when the last one is. */
    static List<Told> atOnce(int calls, Supplier<CompletableFuture<Told>> call) {
        List<CompletableFuture<Told>> all =
                IntStream.range(0, calls).mapToObj(i -> call.get()).collect(Collectors.toList());
        return all.stream().map(CompletableFuture::join).toList();
    }

    /** The payments in the ledger that were made under {@code key}, or all of them if it is empty. */
    long payments(String key) {
        return effects(key)
                .filter(effect -> effect.getString("effect").equals("payment_intent.created"))
                .count();
    }

    Stream<JsonObject> effects(String key) {
        return sandbox.ledger(key.isEmpty() ? "" : "?key=" + key).stream().map(JsonObject.class::cast);
    }

    /** One of the sandbox's counts of all requests. */
    long count(String of) {
        return sandbox.total().getLong(of);
    }

    /** Requests that the sandbox has not done with. */
    long inFlight() {
        return sandbox.requests().getLong("in_flight");
    }

    @Override
    public void close() {
        try {
            edge.close();
        } finally {
            sandbox.close();
        }
    }
}
