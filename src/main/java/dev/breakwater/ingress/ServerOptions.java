package dev.breakwater.ingress;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.function.UnaryOperator;

/** The options of the data plane's HTTP server. */
final class ServerOptions {

    private static final int STREAMS_MAX = 100; // concurrent requests on one HTTP/2 connection

    private ServerOptions() {}

    static HttpServerOptions of(IngressSettings settings, UnaryOperator<HttpServerOptions> tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setMaxHeaderSize(settings.limits().head())
                .setMaxInitialLineLength(settings.limits().target())
                .setMaxFormAttributeSize(0)
                .setIdleTimeout((int) settings.times().idle().toSeconds())
                .setHandle100ContinueAutomatically(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false) // no WebSocket is ever accepted: without these two
                .setPerMessageWebSocketCompressionSupported(false) // no handler looks for one in every message
                .setHttp2ClearTextEnabled(false) // its upgrade smuggles; HTTP/2 is agreed on in TLS
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_MAX)
                        .setMaxHeaderListSize(settings.limits().head()));
        return settings.tls().isEmpty()
                ? options
                : tls.apply(options.setSsl(true).setUseAlpn(true));
    }
}
