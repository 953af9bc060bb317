package dev.breakwater.ingress;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;

/**
 * Puts the strict decoder in the place of Vert.x' own, which cannot be configured. Vert.x names its handlers; a test
 * sees to it that they are still called so.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing follows a closing
final class StrictPipeline {

    private static final String DECODER = "httpDecoder";
    private static final String CLOSING = "lingeringClose";

    private StrictPipeline() {}

    static void apply(HttpConnection connection, HttpServerOptions options, Duration headTimeout) {
        ChannelPipeline pipeline = pipeline(connection);
        if (pipeline.get(DECODER) != null) {
            LingeringClose closing = new LingeringClose();
            pipeline.addBefore(DECODER, CLOSING, closing);
            pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(options, headTimeout, closing));
        }
    }

    /** Nothing more that comes on {@code connection}, which speaks HTTP/1.1, is read as a request. */
    static void last(HttpConnection connection) {
        ((LingeringClose) pipeline(connection).get(CLOSING)).last();
    }

    /** Ends {@code connection} now. Closed from the tail, Vert.x' handler would first write what waits. */
    static void cut(HttpConnection connection) {
        pipeline(connection).context(CLOSING).close();
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().pipeline();
    }
}
