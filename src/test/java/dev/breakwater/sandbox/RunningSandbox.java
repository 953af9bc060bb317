package dev.breakwater.sandbox;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A sandbox on free ports, and the few calls that tests make of it. */
public final class RunningSandbox implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Sandbox sandbox;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public RunningSandbox() {
        this(SandboxSettings.onFreePorts(), Ticker.system());
    }

    public RunningSandbox(SandboxSettings settings, Ticker ticker) {
        sandbox = new Sandbox(vertx, settings, ticker);
        await(sandbox.start());
    }

    public int port() {
        return sandbox.port();
    }

    public String url() {
        return "http://127.0.0.1:" + sandbox.port();
    }

    private String controlUrl() {
        return "http://127.0.0.1:" + sandbox.controlPort();
    }

    public void faults(String json) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(controlUrl() + "/sandbox/faults"))
                .PUT(BodyPublishers.ofString(json)));
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException(answer.body());
        }
    }

    public JsonArray activeFaults() {
        return new JsonArray(control("GET", "/sandbox/faults"));
    }

    public void noFaults() {
        control("DELETE", "/sandbox/faults");
    }

    public JsonArray ledger(String query) {
        return new JsonArray(control("GET", "/sandbox/ledger" + query));
    }

    public JsonArray ledger() {
        return ledger("");
    }

    public JsonObject requests() {
        return new JsonObject(control("GET", "/sandbox/requests"));
    }

    public JsonObject total() {
        return requests().getJsonObject("total");
    }

    public String control(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(controlUrl() + path)).method(method, BodyPublishers.noBody()))
                .body();
    }

    public HttpResponse<String> get(String path) {
        return send(authorized(path).GET());
    }

    public HttpResponse<String> post(String path, String form, String... headers) {
        HttpRequest.Builder request = authorized(path).POST(BodyPublishers.ofString(form));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** A payment of so many cents, paid; its id. */
    public String pay(long cents) {
        return new JsonObject(post("/v1/payment_intents", payForm(cents)).body()).getString("id");
    }

    public static String payForm(long cents) {
        return "amount=" + cents + "&currency=eur&payment_method=pm_card_visa&confirm=true";
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer sk_test_1");
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(sandbox.stop());
        await(vertx.close());
    }

    private static void await(Future<Void> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
