package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Api;
import dev.breakwater.sandbox.fault.BadFault;
import dev.breakwater.sandbox.fault.FaultReader;
import dev.breakwater.sandbox.fault.FaultRule;
import dev.breakwater.sandbox.fault.Faults;
import dev.breakwater.sandbox.ledger.Ledger;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The HTTP interface under {@code /sandbox}, for whoever runs the drill: faults, the ledger, the counts. */
final class Controls {

    private static final String PREFIX = "/sandbox/";
    private static final String KNOWN =
            "GET, PUT, DELETE /sandbox/faults; GET, DELETE /sandbox/ledger; GET /sandbox/requests";

    private final Vertx vertx;
    private final Faults faults;
    private final ApiPort apiPort;
    private final Ledger ledger;
    private final Api api;
    private final Traffic traffic;

    Controls(Vertx vertx, Faults faults, ApiPort apiPort, Ledger ledger, Api api, Traffic traffic) {
        this.vertx = vertx;
        this.faults = faults;
        this.apiPort = apiPort;
        this.ledger = ledger;
        this.api = api;
        this.traffic = traffic;
    }

    static boolean isFor(HttpServerRequest request) {
        return Optional.ofNullable(request.path()).orElse("").startsWith(PREFIX);
    }

    void handle(HttpServerRequest request) {
        Body.read(request).onSuccess(body -> route(request, body)).onFailure(problem -> {
            if (problem instanceof Body.TooLong) {
                fail(request, 413, String.valueOf(problem.getMessage()));
            }
        });
    }

    private void route(HttpServerRequest request, Buffer body) {
        switch (request.method().name() + " " + request.path()) {
            case "GET /sandbox/faults" -> answer(request, 200, faults.json().toBuffer());
            case "PUT /sandbox/faults" -> replaceFaults(request, body);
            case "DELETE /sandbox/faults" -> putInForce(request, List.of());
            case "GET /sandbox/ledger" -> LedgerPage.send(vertx, request, ledger);
            case "DELETE /sandbox/ledger" -> startOver(request);
            case "GET /sandbox/requests" ->
                answer(request, 200, counts(request.getParam("key")).toBuffer());
            default -> fail(request, 404, "Known are " + KNOWN);
        }
    }

    private void replaceFaults(HttpServerRequest request, Buffer body) {
        try {
            putInForce(request, FaultReader.read(body));
        } catch (BadFault problem) {
            fail(request, 400, String.valueOf(problem.getMessage()));
        }
    }

    /** On the API port the answer goes out first, for the change may close that very port. */
    private void putInForce(HttpServerRequest request, List<FaultRule> rules) {
        faults.replace(rules);
        rules.stream()
                .filter(rule -> rule.forMillis() >= 0)
                .forEach(rule -> vertx.setTimer(Math.max(1, rule.forMillis()), over -> {
                    faults.remove(rule);
                    followFaults();
                }));
        if (request.localAddress().port() == apiPort.number()) {
            answer(request, 200, faults.json().toBuffer()).onComplete(sent -> followFaults());
        } else {
            followFaults().onComplete(done -> answer(request, 200, faults.json().toBuffer()));
        }
    }

    private Future<Void> followFaults() {
        return apiPort.refuse(faults.refusesConnections());
    }

    private void startOver(HttpServerRequest request) {
        api.clear();
        traffic.clear();
        ledger.clear()
                .onSuccess(ok -> answer(request, 204, Buffer.buffer()))
                .onFailure(problem -> fail(
                        request, 500, "The ledger file cannot be emptied: " + String.valueOf(problem.getMessage())));
    }

    private JsonObject counts(@Nullable String key) {
        return key == null ? traffic.json() : traffic.json(key);
    }

    private static void fail(HttpServerRequest request, int status, String message) {
        answer(request, status, new JsonObject().put("error", message).toBuffer());
    }

    private static Future<Void> answer(HttpServerRequest request, int status, Buffer body) {
        if (status != 204) {
            request.response().putHeader("Content-Type", "application/json");
        }
        return request.response().setStatusCode(status).end(body);
    }
}
