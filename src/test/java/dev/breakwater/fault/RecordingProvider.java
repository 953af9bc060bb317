package dev.breakwater.fault;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A provider that keeps what it was sent, and answers as the test says: for what the sandbox does not show. */
final class RecordingProvider implements AutoCloseable {

    /** One request as it arrived. */
    record Received(String method, String uri, MultiMap headers, Buffer body) {}

    final List<Received> received = new CopyOnWriteArrayList<>();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** @param answer what to do with the request that was received last */
    RecordingProvider(BiConsumer<RecordingProvider, HttpServerRequest> answer) {
        server = vertx.createHttpServer();
        server.requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(new Received(request.method().name(), request.uri(), request.headers(), body));
                    answer.accept(this, request);
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Closes its port and all its connections. */
    void vanish() {
        var unused = server.close();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
