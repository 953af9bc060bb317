package dev.breakwater.ingress;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Ending;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.Tail;
import dev.breakwater.exchange.Trace;
import dev.breakwater.upstream.RawHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes how an exchange ended to its client. Half an answer never looks whole: if the provider breaks off, so do we.
 *
 * <p>Threading: for the exchange's event loop.
 */
final class AnswerWriter {

    private static final long HTTP2_INTERNAL_ERROR = 0x2;
    private static final CharSequence OUTCOME = HttpHeaders.createOptimized("Breakwater-Outcome");
    private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("Breakwater-Attempts");

    private AnswerWriter() {}

    /** Writes {@code ending}; does nothing if the client is gone. */
    static void write(HttpServerRequest request, Exchange exchange, Ending ending) {
        Answer answer = ending.answer();
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            if (answer != null) {
                answer.abandon("the client went away");
            }
            return;
        }
        MultiMap headers = response.headers();
        if (answer != null) {
            RawHeaders.addAll(answer.headers(), headers);
        }
        headers.set(OUTCOME, ending.outcome());
        headers.set(ATTEMPTS, Integer.toString(exchange.attempts()));
        Problem problem = ending.problem();
        if (problem != null) {
            write(request, problem, exchange.target().provider(), exchange.routeName(), exchange.trace());
        } else if (answer != null) {
            write(request, response, answer);
        }
    }

    /** Writes an ending of which no exchange came about; its answer is whole. */
    static void write(HttpServerRequest request, Ending ending) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        Problem problem = ending.problem();
        Answer answer = ending.answer();
        if (problem != null) {
            write(request, problem, null, null, null);
        } else if (answer != null) {
            MultiMap headers = response.headers();
            answer.headers().forEach((name, value) -> headers.add(name, value));
            headers.set(OUTCOME, ending.outcome());
            response.setStatusCode(answer.status());
            Farewell.after(request, response, answer.body());
        }
    }

    /** Writes a problem of which no exchange came about, or the one that ended it. */
    static void write(
            HttpServerRequest request,
            Problem problem,
            @Nullable String provider,
            @Nullable String route,
            @Nullable Trace trace) {
        HttpServerResponse response =
                request.response().setStatusCode(problem.type().status());
        MultiMap headers = response.headers()
                .set(HttpHeaders.CONTENT_TYPE, ProblemJson.CONTENT_TYPE)
                .set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set(OUTCOME, problem.outcome());
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue());
        }
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, ProblemJson.retryAfter(retryAfter));
        }
        Buffer body = ProblemJson.of(problem, provider, route, trace);
        Farewell.after(request, response, body);
    }

    private static void write(HttpServerRequest request, HttpServerResponse response, Answer answer) {
        response.setStatusCode(answer.status());
        String reason = answer.reason();
        if (!reason.isEmpty() && !reason.equals(response.getStatusMessage())) {
            response.setStatusMessage(reason);
        }
        Tail tail = answer.tail();
        if (tail == null) {
            if (answer.body().length() == 0) {
                response.end();
            } else {
                response.end(answer.body());
            }
            return;
        }
        if (request.version() != HttpVersion.HTTP_2 && !answer.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        response.write(answer.body());
        passOn(request, response, tail);
    }

    private static void passOn(HttpServerRequest request, HttpServerResponse response, Tail tail) {
        tail.exceptionHandler(broken -> breakOff(request, response));
        tail.endHandler(last -> response.end());
        tail.handler(part -> {
            response.write(part);
            if (response.writeQueueFull()) {
                tail.pause();
                response.drainHandler(drained -> tail.resume());
            }
        });
        response.closeHandler(closed -> tail.abandon("the client went away"));
        response.exceptionHandler(closed -> tail.abandon("the client went away"));
        tail.resume();
    }

    private static void breakOff(HttpServerRequest request, HttpServerResponse response) {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(HTTP2_INTERNAL_ERROR);
        } else {
            StrictPipeline.cut(request.connection());
        }
    }
}
