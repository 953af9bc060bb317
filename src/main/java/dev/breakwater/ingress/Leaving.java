package dev.breakwater.ingress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How this replica goes without cutting anybody off. Once that has begun, each answer says that it is its connection's
 * last, and whoever calls is served all the same; at the end it waits for what is under way.
 *
 * <p>Threading: safe for any thread.
 */
final class Leaving {

    private static final long LOOK_MILLIS = 20;
    private static final long NO_ERROR = 0x0; // RFC 9113 section 7

    private final LongAdder underWay = new LongAdder();
    private volatile boolean begun;

    /** Whether it has begun. */
    boolean isBegun() {
        return begun;
    }

    /** From now on clients are asked to connect to another replica. */
    void begin() {
        begun = true;
    }

    /** A request is here, of which nothing has been answered. */
    void arrived(HttpServerRequest request) {
        if (!begun) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(NO_ERROR); // streams that are open are served, and nothing cuts them off
        } else {
            request.response()
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .endHandler(answered -> {
                        StrictPipeline.last(request.connection());
                        request.connection().close();
                    });
        }
    }

    /** It is not over before {@code work} is. */
    void waitFor(Future<?> work) {
        underWay.increment();
        work.onComplete(done -> underWay.decrement());
    }

    /** Begins; completes with how much is still under way: nothing, or what has not ended within {@code longest}. */
    Future<Long> end(Vertx vertx, Duration longest) {
        begin();
        Promise<Long> over = Promise.promise();
        look(vertx, longest.toMillis(), over);
        return over.future();
    }

    private void look(Vertx vertx, long leftMillis, Promise<Long> over) {
        long left = underWay.sum();
        if (left == 0 || leftMillis <= 0) {
            over.complete(left);
        } else {
            vertx.setTimer(LOOK_MILLIS, id -> look(vertx, leftMillis - LOOK_MILLIS, over));
        }
    }
}
