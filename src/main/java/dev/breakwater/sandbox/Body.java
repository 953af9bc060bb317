package dev.breakwater.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** A request's body, read whole, up to a bound. */
final class Body {

    static final int BYTES_MAX = 1 << 20;

    /** The body is longer than the bound. What more of it comes is read and dropped. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("A body may have " + BYTES_MAX + " bytes.", null, false, false);
        }
    }

    private Body() {}

    static Future<Buffer> read(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer soFar = Buffer.buffer();
        request.handler(part -> {
            if (soFar.length() + part.length() > BYTES_MAX) {
                whole.tryFail(new TooLong());
            } else if (!whole.future().isComplete()) {
                soFar.appendBuffer(part);
            }
        });
        request.endHandler(end -> whole.tryComplete(soFar));
        request.exceptionHandler(whole::tryFail);
        return whole.future();
    }
}
