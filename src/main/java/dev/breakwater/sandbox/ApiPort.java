package dev.breakwater.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The port of the payment API: HTTP/1.1, and HTTP/2 without TLS. It can be closed and opened again on the same number.
 *
 * <p>Threading: one event loop.
 */
final class ApiPort {

    /** Another process may have got the number for a moment; this is how often we ask for it back. */
    private static final long REOPEN_MILLIS = 50;

    private static final int REOPENINGS_MAX = 200;

    private final Vertx vertx;
    private final SandboxSettings settings;
    private final Traffic traffic;
    private Handler<HttpServerRequest> handler = request -> {};
    private @Nullable HttpServer server;
    private Future<Void> lastChange = Future.succeededFuture();
    private int number;

    ApiPort(Vertx vertx, SandboxSettings settings, Traffic traffic) {
        this.vertx = vertx;
        this.settings = settings;
        this.traffic = traffic;
        this.number = settings.port();
    }

    Future<Void> open(Handler<HttpServerRequest> requests) {
        handler = requests;
        return listen(0);
    }

    int number() {
        return number;
    }

    /** Closes the port with all its connections, or opens it again; done when that is so. */
    Future<Void> refuse(boolean refuse) {
        lastChange = lastChange.otherwiseEmpty().compose(ok -> {
            if (refuse == (server == null)) {
                return Future.succeededFuture();
            }
            return refuse ? close() : listen(REOPENINGS_MAX);
        });
        return lastChange;
    }

    private Future<Void> close() {
        HttpServer closing = server;
        server = null;
        return closing == null ? Future.succeededFuture() : closing.close();
    }

    private Future<Void> listen(int triesLeft) {
        HttpServer opening = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .connectionHandler(traffic::connected)
                .requestHandler(handler);
        return opening.listen(number, settings.host())
                .<Void>map(listening -> {
                    server = listening;
                    number = listening.actualPort();
                    return null;
                })
                .recover(taken -> triesLeft > 0 ? listenLater(triesLeft - 1) : Future.failedFuture(taken));
    }

    private Future<Void> listenLater(int triesLeft) {
        Promise<Void> later = Promise.promise();
        vertx.setTimer(REOPEN_MILLIS, timer -> listen(triesLeft).onComplete(later));
        return later.future();
    }
}
