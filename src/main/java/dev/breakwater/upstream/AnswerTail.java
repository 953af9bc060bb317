package dev.breakwater.upstream;

import dev.breakwater.exchange.Tail;
import dev.breakwater.route.Policy;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/**
 * The rest of an answer that is passed on as it comes, with back-pressure. It is bounded in bytes, and must move: a
 * provider that drips or a client that hardly reads is cut off, since both hold a connection and a place in the
 * bulkhead.
 *
 * <p>Threading: for the exchange's event loop.
 */
final class AnswerTail implements Tail {

    /** The slowest pace that is borne, in bytes per second, measured over one attempt timeout. */
    static final int PACE_MIN = 1024;

    private static final long HTTP2_CANCEL = 0x8;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final AnswerHead head;
    private final long bytesMax;
    private final long bytesPerPeriodMin;
    private final long watch;
    private final Promise<Void> over = Promise.promise();

    private long bytes;
    private long bytesAtLastLook;
    private boolean done;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    AnswerTail(Vertx vertx, HttpClientRequest request, AnswerHead head, int bytesHeld, Policy policy) {
        this.vertx = vertx;
        this.request = request;
        this.head = head;
        this.response = head.response();
        this.bytes = bytesHeld;
        this.bytesMax = policy.limits().answerMax();
        long periodMillis = policy.attemptTimeout().toMillis();
        this.bytesPerPeriodMin = Math.max(1, PACE_MIN * periodMillis / 1000);
        response.pause();
        response.handler(this::received);
        response.exceptionHandler(cause -> end(cause));
        response.endHandler(end -> complete());
        this.watch = vertx.setPeriodic(periodMillis, timer -> look());
    }

    @Override
    public void abandon(String why) {
        end(new IllegalStateException(why));
    }

    @Override
    public Future<Void> over() {
        return over.future();
    }

    private void received(Buffer part) {
        if (done) {
            return;
        }
        bytes += part.length();
        if (bytes > bytesMax) {
            abandon("the answer is longer than " + bytesMax + " bytes");
        } else if (handler != null) {
            handler.handle(part);
        }
    }

    private void look() {
        if (bytes - bytesAtLastLook < bytesPerPeriodMin) {
            abandon("the answer moves on slower than " + PACE_MIN + " bytes per second");
        }
        bytesAtLastLook = bytes;
    }

    private void complete() {
        if (head.endsWithConnection()) {
            abandon("the answer has no length, so that its end looks like a broken connection");
            return;
        }
        if (!done) {
            done = true;
            vertx.cancelTimer(watch);
            over.complete();
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    private void end(Throwable cause) {
        if (done) {
            return;
        }
        done = true;
        vertx.cancelTimer(watch);
        request.reset(HTTP2_CANCEL);
        over.fail(cause);
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public Tail handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public Tail endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public Tail exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        return this;
    }

    @Override
    public Tail pause() {
        response.pause();
        return this;
    }

    @Override
    public Tail resume() {
        response.resume();
        return this;
    }

    @Override
    public Tail fetch(long amount) {
        response.fetch(amount);
        return this;
    }
}
