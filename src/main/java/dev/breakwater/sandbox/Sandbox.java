package dev.breakwater.sandbox;

import dev.breakwater.exchange.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The simulated provider, on two ports of its own.
 *
 * <p>Threading: {@code start}, {@code stop} and the ports from any thread; everything inside lives on one event loop.
 */
public final class Sandbox {

    private final Vertx vertx;
    private final SandboxHouse house;
    private volatile @Nullable String deployment;

    public Sandbox(Vertx vertx, SandboxSettings settings, Ticker ticker) {
        this.vertx = vertx;
        this.house = new SandboxHouse(settings, ticker);
    }

    /** Done when both ports listen and the ledger file, if any, has been read. A sandbox is started once. */
    public Future<Void> start() {
        return vertx.deployVerticle(house).onSuccess(id -> deployment = id).mapEmpty();
    }

    /** Done when nothing listens any more and every connection is closed. */
    public Future<Void> stop() {
        String running = deployment;
        deployment = null;
        return running == null ? Future.succeededFuture() : vertx.undeploy(running);
    }

    /** The payment API's port, once started. */
    public int port() {
        return house.port();
    }

    /** The port of the controls alone, once started. */
    public int controlPort() {
        return house.controlPort();
    }
}
