package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Outcome;
import dev.breakwater.guard.AttemptTimeout;
import dev.breakwater.route.Contract;
import dev.breakwater.route.Kind;
import dev.breakwater.route.Route;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import java.util.concurrent.ScheduledFuture;

/** The innermost {@link Upstream}: one attempt of one route over the wire, within its attempt timeout. */
final class RouteClient implements Upstream {

    private final Vertx vertx;
    private final ProviderClient client;
    private final Contract contract;
    private final Route route;
    private final AttemptTimeout timeout;

    RouteClient(Vertx vertx, ProviderClient client, Contract contract, Route route, AttemptTimeout timeout) {
        this.vertx = vertx;
        this.client = client;
        this.contract = contract;
        this.route = route;
        this.timeout = timeout;
    }

    @Override
    public Future<Outcome> attempt(Exchange exchange) {
        return call(exchange).outcome();
    }

    /** Begins an attempt. */
    UpstreamCall call(Exchange exchange) {
        exchange.attempted();
        UpstreamCall call = new UpstreamCall(vertx, exchange, contract, route.policy());
        if (route.kind() == Kind.READ) {
            exchange.whenClientGoes(call::abandon);
        }
        ScheduledFuture<?> timer = timeout.start(exchange.deadline(), call::timedOut);
        Future<HttpClientRequest> opened = client.open(exchange);
        if (!opened.isComplete()) { // no pooled connection was free
            boundConnecting(opened, call);
        }
        call.outcome().onComplete(outcome -> {
            timer.cancel(false);
            exchange.whenClientGoes(null);
        });
        call.start(opened);
        return call;
    }

    /** Vert.x' own connect timeout does not cover resolving the name and waiting for TLS. */
    private void boundConnecting(Future<HttpClientRequest> opened, UpstreamCall call) {
        long timer = vertx.setTimer(client.connectTimeout().toMillis(), id -> call.connectTimedOut());
        opened.onComplete(done -> vertx.cancelTimer(timer));
    }
}
