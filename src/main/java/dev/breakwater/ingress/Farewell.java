package dev.breakwater.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Ends an exchange whose request body may not have been read. A connection that is closed with unread bytes is reset,
 * and the client may never see the answer: so the rest is read and dropped, up to a bound, before the connection goes.
 */
final class Farewell {

    private static final int DROPPED_MAX = 1 << 20; // bytes

    private Farewell() {}

    static void after(HttpServerRequest request, HttpServerResponse response, Buffer body) {
        boolean readOn = BodyReader.isExpected(request) && !request.isEnded();
        if (!readOn || request.version() == HttpVersion.HTTP_2) {
            response.end(body);
            return;
        }
        response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        int[] dropped = {0};
        request.handler(part -> {
            dropped[0] += part.length();
            if (dropped[0] > DROPPED_MAX) {
                request.connection().close();
            }
        });
        request.exceptionHandler(gone -> request.connection().close());
        request.endHandler(last -> {});
        response.end(body);
        request.resume();
    }
}
