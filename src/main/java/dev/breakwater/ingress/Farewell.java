package dev.breakwater.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Ends an exchange whose request body may not have been read. Then the answer is the connection's last: the rest of the
 * body would have to be read to find the next request.
 */
final class Farewell {

    private static final long HTTP2_NO_ERROR = 0x0; // RFC 9113 section 8.1: "stop sending, the answer is complete"

    private Farewell() {}

    static void after(HttpServerRequest request, HttpServerResponse response, Buffer body) {
        boolean unread = BodyReader.isExpected(request) && !request.isEnded();
        if (!unread) {
            response.end(body);
        } else if (request.version() == HttpVersion.HTTP_2) {
            response.end(body).onComplete(written -> response.reset(HTTP2_NO_ERROR));
        } else {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            StrictPipeline.last(request.connection());
            request.handler(rest -> {}).exceptionHandler(gone -> {}).endHandler(end -> {});
            response.end(body).onComplete(written -> request.connection().close());
            request.resume();
        }
    }
}
