package dev.breakwater.sandbox;

import dev.breakwater.exchange.Ticker;
import dev.breakwater.sandbox.api.Api;
import dev.breakwater.sandbox.api.Ids;
import dev.breakwater.sandbox.fault.Faults;
import dev.breakwater.sandbox.ledger.Ledger;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;

/** Puts the sandbox together on one event loop, and takes it down with it. */
final class SandboxHouse extends AbstractVerticle {

    private final SandboxSettings settings;
    private final Ticker ticker;
    private volatile int port;
    private volatile int controlPort;

    @SuppressWarnings("NullAway.Init") // set by start()
    private Ledger ledger;

    SandboxHouse(SandboxSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    @Override
    public void start(Promise<Void> started) {
        Ids ids = new Ids(ticker);
        Api api = new Api(ids, ticker, settings.keyMemory());
        Faults faults = new Faults(new SeededChance(settings.seed()));
        Traffic traffic = new Traffic(api);
        ledger = new Ledger(vertx, settings.ledgerFile());
        Books books = new Books(ledger, api, ticker);
        Conversations conversations = new Conversations(vertx, ids, api, faults, books, traffic);
        ApiPort apiPort = new ApiPort(vertx, settings, traffic);
        Controls controls = new Controls(vertx, faults, apiPort, ledger, api, traffic);
        HttpServer controlServer = vertx.createHttpServer();

        books.open()
                .compose(ok -> apiPort.open(request -> {
                    if (Controls.isFor(request)) {
                        controls.handle(request);
                    } else {
                        conversations.begin(request);
                    }
                }))
                .compose(ok ->
                        controlServer.requestHandler(controls::handle).listen(settings.controlPort(), settings.host()))
                .onSuccess(listening -> {
                    port = apiPort.number();
                    controlPort = listening.actualPort();
                })
                .<Void>mapEmpty()
                .onComplete(started);
    }

    @Override
    public void stop(Promise<Void> stopped) {
        ledger.close().onComplete(stopped);
    }

    int port() {
        return port;
    }

    int controlPort() {
        return controlPort;
    }
}
