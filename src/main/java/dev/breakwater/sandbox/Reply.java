package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * The way back to the client: an answer goes out once, or the client goes away first, and then nothing goes out.
 *
 * <p>On HTTP/2, where there is no answer of its own to cut into, what breaks an answer off ends the connection at once.
 */
final class Reply {

    private static final int DRIPS_PER_SECOND_MAX = 20;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Visit visit;
    private String requestId = "";
    private Runnable atClientGone = () -> {};
    private boolean over;

    Reply(Vertx vertx, HttpServerRequest request, Visit visit) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.visit = visit;
        response.closeHandler(closed -> clientGone());
        response.exceptionHandler(broken -> clientGone());
    }

    void named(String id) {
        requestId = id;
    }

    /** What to undo if the client goes away. */
    void whenClientGone(Runnable undo) {
        atClientGone = undo;
        if (response.closed()) {
            clientGone();
        }
    }

    void clientGone() {
        over = true;
        visit.abandoned();
        atClientGone.run();
    }

    void send(Answer answer) {
        if (beginReply()) {
            head(answer);
            if (answer.filler() > 0) {
                given(Outflow.send(vertx, response, Outflow.filler(answer.filler())));
            } else {
                given(response.end(answer.body()));
            }
        }
    }

    void sendWithSurplus(Answer proper, Buffer surplus) {
        if (request.version() == HttpVersion.HTTP_2) {
            breakOff(surplus, false);
        } else if (beginReply()) {
            head(proper);
            given(response.end(proper.body()));
            new Wire(request.connection()).write(surplus);
        }
    }

    /** Puts bytes past the HTTP encoder and ends the connection. */
    void breakOff(Buffer bytes, boolean reset) {
        if (beginReply()) {
            visit.brokenOff();
            boolean cuttable = request.version() != HttpVersion.HTTP_2;
            new Wire(request.connection()).writeThenClose(cuttable ? bytes : Buffer.buffer(), reset);
        }
    }

    /** As {@link #breakOff}, at a rate, and only then counted as broken off. */
    void drip(Buffer bytes, int bytesPerSecond) {
        int drips = Math.min(DRIPS_PER_SECOND_MAX, bytesPerSecond);
        int size = bytesPerSecond / drips;
        int[] at = {0};
        long timer = vertx.setPeriodic(1_000L / drips, tick -> {
            int end = Math.min(bytes.length(), at[0] + size);
            if (end == bytes.length()) {
                vertx.cancelTimer(tick);
                breakOff(bytes.slice(at[0], end), false);
            } else {
                new Wire(request.connection()).write(bytes.slice(at[0], end));
                at[0] = end;
            }
        });
        whenClientGone(() -> vertx.cancelTimer(timer));
    }

    private void head(Answer answer) {
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        if (!response.headers().contains("Request-Id") && !requestId.isEmpty()) {
            response.putHeader("Request-Id", requestId);
        }
        if (answer.chunked() && answer.filler() > 0) {
            response.setChunked(request.version() != HttpVersion.HTTP_2);
        } else {
            response.putHeader("content-length", String.valueOf(answer.length()));
        }
    }

    /** A response that has ended no longer tells that its client went away: the failed write does. */
    private void given(Future<Void> toTheSocket) {
        toTheSocket.onSuccess(sent -> visit.answered()).onFailure(gone -> visit.abandoned());
    }

    private boolean beginReply() {
        boolean first = !over && !response.closed();
        over = true;
        return first;
    }
}
