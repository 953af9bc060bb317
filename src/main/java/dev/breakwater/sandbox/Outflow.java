package dev.breakwater.sandbox;

import dev.breakwater.sandbox.api.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/** A long body, made while it is sent and no faster than the client takes it. */
final class Outflow {

    private static final int PART_BYTES = 1 << 16;

    /** After so many parts in a row, others get their turn on the event loop. */
    private static final int PARTS_PER_TURN = 16;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Iterator<Buffer> parts;
    private final Promise<Void> sent = Promise.promise();

    private Outflow(Vertx vertx, HttpServerResponse response, Iterator<Buffer> parts) {
        this.vertx = vertx;
        this.response = response;
        this.parts = parts;
    }

    /** Sends all parts and ends the response; never done if the client goes away. */
    static Future<Void> send(Vertx vertx, HttpServerResponse response, Iterator<Buffer> parts) {
        Outflow outflow = new Outflow(vertx, response, parts);
        outflow.turn();
        return outflow.sent.future();
    }

    static Iterator<Buffer> filler(long bytes) {
        Buffer part = Answer.filler(PART_BYTES, 'x');
        return new Iterator<>() {
            private long left = bytes;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public Buffer next() {
                int size = (int) Math.min(left, PART_BYTES);
                left -= size;
                return size == PART_BYTES ? part : part.slice(0, size);
            }
        };
    }

    private void turn() {
        for (int i = 0; i < PARTS_PER_TURN && !response.closed(); i++) {
            if (!parts.hasNext()) {
                response.end().onComplete(sent);
                return;
            }
            response.write(parts.next());
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> turn());
                return;
            }
        }
        if (!response.closed()) {
            vertx.runOnContext(next -> turn());
        }
    }
}
