package dev.breakwater;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A provider that answers as it is told, and who receives spans by OTLP over HTTP; with the argument {@code hangs},
 * spans go to somebody who takes connections and never answers.
 */
public final class TraceScene implements QuarkusTestResourceLifecycleManager {

    /** An answer that never comes: the connection is closed instead. */
    static final int NONE = -1;

    /** A provider that knows no keys, and can be asked: what is in doubt there is parked and looked up. */
    private static final String FORGETFUL = """
            name: forgetful
            settles-within: 1h
            lookup:
              - match: POST /v1/refunds
                reference: form:metadata[reference]
                ask: /v1/refunds?reference={reference}
                found: /data
                unique: true
            """;

    private final HttpServer provider = server();
    private final OtlpReceiver receiver = new OtlpReceiver();
    private final ServerSocket hanging = socket();
    private final Map<String, List<Map<String, String>>> asked = new ConcurrentHashMap<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private boolean hangs;

    @Override
    public void init(Map<String, String> arguments) {
        hangs = arguments.containsKey("hangs");
    }

    @Override
    public Map<String, String> start() {
        provider.createContext("/", this::answer);
        provider.start();
        String url = "http://127.0.0.1:" + provider.getAddress().getPort();
        int port = hangs ? hanging.getLocalPort() : receiver.port();
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("breakwater.sandbox.enabled", "false"),
                Map.entry("breakwater.providers.stripe.base-url", url),
                Map.entry("breakwater.providers.stripe.retry.attempts", "2"),
                Map.entry("breakwater.providers.stripe.retry.backoff", "10ms"),
                Map.entry("breakwater.metrics.otlp-url", "http://127.0.0.1:" + receiver.port() + "/v1/metrics"),
                Map.entry("breakwater.metrics.otlp-every", "1s"),
                Map.entry("quarkus.otel.sdk.disabled", "false"),
                Map.entry("quarkus.otel.traces.sampler.arg", "0"),
                Map.entry("quarkus.otel.bsp.schedule.delay", "50ms"),
                Map.entry("quarkus.otel.exporter.otlp.protocol", "http/protobuf"),
                Map.entry("quarkus.otel.exporter.otlp.endpoint", "http://127.0.0.1:" + port)));
        if (!hangs) {
            settings.putAll(forgetful(url));
        }
        return settings;
    }

    /** From now on it answers with these, one after the other, and then with 200. */
    void answers(Integer... next) {
        statuses.clear();
        statuses.addAll(List.of(next));
    }

    /** The headers that the provider saw, by the path that was asked for. */
    List<Map<String, String>> asked(String path) {
        return asked.getOrDefault(path, List.of());
    }

    /** What was exported so far. */
    List<Span> spans() {
        return receiver.spans();
    }

    /** The metrics that were sent so far. */
    List<Metric> metrics() {
        return receiver.metrics();
    }

    /** Who says so: {@code service.name} of each export. */
    List<String> services() {
        return receiver.services();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TraceScene.class));
    }

    @Override
    public void stop() {
        provider.stop(0);
        receiver.close();
        try {
            hanging.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange request) throws IOException {
        request.getRequestBody().readAllBytes();
        Map<String, String> headers = new HashMap<>();
        request.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join("|", values)));
        asked.computeIfAbsent(request.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                .add(headers);
        if (request.getRequestMethod().equals("GET")
                && request.getRequestURI().getPath().equals("/v1/refunds")) {
            byte[] found = "{\"data\":[{\"id\":\"re_1\"}]}".getBytes(StandardCharsets.US_ASCII);
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(200, found.length);
            request.getResponseBody().write(found);
        } else {
            Integer status = statuses.poll();
            if (status == null || status != NONE) {
                request.sendResponseHeaders(status == null ? 200 : status, -1);
            }
        }
        request.close();
    }

    /** One more provider; where there is no store, none can be queued for. */
    private static Map<String, String> forgetful(String url) {
        Path file;
        try {
            file = Files.writeString(Files.createTempFile("forgetful", ".yaml"), FORGETFUL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        file.toFile().deleteOnExit();
        return Map.ofEntries(
                Map.entry("breakwater.providers.forgetful.base-url", url),
                Map.entry("breakwater.providers.forgetful.contract", file.toString()),
                Map.entry("breakwater.providers.forgetful.credential.header", "Authorization"),
                Map.entry("breakwater.providers.forgetful.credential.value", "Bearer sk_test_2"),
                Map.entry("breakwater.providers.forgetful.routes[0].name", "refunds"),
                Map.entry("breakwater.providers.forgetful.routes[0].match", "POST /v1/refunds"),
                Map.entry("breakwater.providers.forgetful.routes[0].when-unavailable", "queue"),
                Map.entry("breakwater.providers.forgetful.routes[0].lane", "form:payment_intent"),
                Map.entry("breakwater.providers.forgetful.routes[1].name", "refunds-list"),
                Map.entry("breakwater.providers.forgetful.routes[1].match", "GET /v1/refunds"));
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket socket() {
        try {
            return new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
