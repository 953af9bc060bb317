package dev.breakwater.ingress;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.pipeline.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one request's body, up to a bound and a time. A body that stops half way ends nothing but itself: its client
 * is gone, and nothing was sent.
 *
 * <p>Threading: for the exchange's event loop.
 */
final class BodyReader implements RequestBody {

    private static final long NONE = -1;
    private static final Future<Optional<Problem>> HERE = Future.succeededFuture(Optional.empty());

    private final HttpServerRequest request;
    private final Vertx vertx;
    private final Ticker ticker;
    private final Duration timeout;
    private final Bodies bodies;
    private final Promise<Optional<Problem>> arrived = Promise.promise();

    private @Nullable Buffer gathered;
    private int held;
    private long timer = NONE;
    private boolean done;

    BodyReader(HttpServerRequest request, Vertx vertx, Ticker ticker, Duration timeout, Bodies bodies) {
        this.request = request;
        this.vertx = vertx;
        this.ticker = ticker;
        this.timeout = timeout;
        this.bodies = bodies;
    }

    /** Whether {@code request} comes with a body, as its head tells. */
    static boolean isExpected(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        boolean open = length == null
                && (request.version() == HttpVersion.HTTP_2
                        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING));
        return open || (length != null && !length.equals("0"));
    }

    /** Whether the last byte of the body has been read. */
    boolean isOver() {
        return request.isEnded();
    }

    /** Lets go of what is held of the body. */
    void release() {
        if (held > 0) {
            bodies.release(held);
            held = 0;
        }
    }

    @Override
    public Future<Optional<Problem>> arrive(Exchange exchange, int bytesMax) {
        if (!isExpected(request)) {
            return HERE;
        }
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > 9 || Long.parseLong(length) > bytesMax)) {
            return Future.succeededFuture(Optional.of(tooLarge(bytesMax)));
        }
        if (request.headers().contains(HttpHeaders.EXPECT)) {
            request.response().writeContinue();
        }
        request.exceptionHandler(gone -> end(Problem.ofRequest(ProblemType.MALFORMED_REQUEST, "The body broke off.")));
        request.handler(part -> received(part, bytesMax));
        request.endHandler(last -> {
            exchange.arrived(gathered == null ? Buffer.buffer(0) : gathered);
            end(null);
        });
        request.resume();
        vertx.runOnContext(afterThisRead -> startTimer(exchange)); // most bodies come with their head and need none
        return arrived.future();
    }

    /** A body that comes after the deadline is of no use. */
    private void startTimer(Exchange exchange) {
        if (!done) {
            long left = TimeUnit.NANOSECONDS.toMillis(exchange.deadline().remainingNanos(ticker));
            timer = vertx.setTimer(
                    Math.max(1, Math.min(timeout.toMillis(), left)),
                    id -> end(Problem.ofRequest(
                            ProblemType.BODY_TIMEOUT, "The body was not here in time. Nothing was sent.")));
        }
    }

    private void received(Buffer part, int bytesMax) {
        if (done) {
            return;
        }
        int length = part.length();
        if (held + length > bytesMax) {
            end(tooLarge(bytesMax));
        } else if (!bodies.tryHold(length)) {
            end(Problem.forNow(
                    ProblemType.OVERLOADED,
                    "As many bytes of request bodies are held as may be. Nothing was sent.",
                    Duration.ofSeconds(1)));
        } else {
            held += length;
            gathered = gathered == null ? part : gathered.appendBuffer(part);
        }
    }

    private void end(@Nullable Problem problem) {
        if (!done) {
            done = true;
            if (timer != NONE) {
                vertx.cancelTimer(timer);
            }
            arrived.complete(Optional.ofNullable(problem));
        }
    }

    private static Problem tooLarge(int bytesMax) {
        return Problem.ofRequest(
                ProblemType.BODY_TOO_LARGE,
                "This route takes bodies of up to " + bytesMax + " bytes. Nothing was sent.");
    }
}
