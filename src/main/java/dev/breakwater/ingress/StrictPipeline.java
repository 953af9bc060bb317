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
final class StrictPipeline {

    private static final String DECODER = "httpDecoder";

    private StrictPipeline() {}

    static void apply(HttpConnection connection, HttpServerOptions options, Duration headTimeout) {
        ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(DECODER) != null) {
            pipeline.replace(DECODER, DECODER, new StrictRequestDecoder(options, headTimeout));
        }
    }
}
