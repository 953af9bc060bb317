package dev.breakwater.upstream;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.ForbiddenAddress;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.ProviderSettings.Credential;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The pooled connections of one event loop to one provider. Each event loop has its own, so that no call ever changes
 * threads. Redirects are passed on and never followed, and nothing is decompressed.
 *
 * <p>Threading: for the event loop that made it.
 */
final class ProviderClient {

    private static final Logger LOG = Logger.getLogger(ProviderClient.class);
    private static final int HEAD_MAX = 32 << 10; // bytes of an answer's head
    private static final int STATUS_LINE_MAX = 4 << 10; // bytes
    private static final int KEEP_ALIVE_SECONDS = 30; // shorter than what providers' own side keeps open
    private static final int STREAMS_PER_CONNECTION = 100; // what RFC 9113 recommends servers to allow at least
    private static final AttributeKey<Boolean> FORBIDDEN = AttributeKey.valueOf(ProviderClient.class, "forbidden");
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");
    private static final CharSequence US = HttpHeaders.createOptimized("1.1 breakwater");

    private final ProviderSettings settings;
    private final HttpClient http;
    private final String basePath;
    private final RequestOptions template;
    private final @Nullable CharSequence credentialHeader;
    private final @Nullable CharSequence keyHeader;

    ProviderClient(Vertx vertx, ProviderSettings settings, TlsSettings tls) {
        this.settings = settings;
        this.basePath = settings.basePath();
        Credential credential = settings.credential();
        this.credentialHeader = credential == null ? null : HttpHeaders.createOptimized(credential.header());
        KeyRule rule = settings.contract().key();
        this.keyHeader = rule == null ? null : HttpHeaders.createOptimized(rule.header());
        this.template = new RequestOptions()
                .setHost(host(settings))
                .setPort(settings.port())
                .setServer(
                        SocketAddress.inetSocketAddress(settings.port(), host(settings))) // or it is parsed each time
                .setSsl(settings.isTls());
        HttpClientOptions options = options(settings);
        settings.transport().tls().ifPresent(name -> tls.apply(name, options));
        this.http = vertx.httpClientBuilder()
                .with(options)
                .with(pool(settings))
                .withConnectHandler(connection -> {
                    connection.exceptionHandler(
                            cause -> LOG.debugf("a connection to %s broke: %s", settings.name(), cause));
                    StrictAnswerDecoder.apply(connection, options);
                    refuseForbiddenAddress(connection);
                })
                .build();
    }

    /** A request whose head is ready; no byte of it has been sent. */
    Future<HttpClientRequest> open(Exchange exchange) {
        RequestOptions options = new RequestOptions(template)
                .setMethod(HttpMethod.valueOf(exchange.method()))
                .setURI(basePath + exchange.target().pathAndQuery());
        return http.request(options).compose(request -> {
            if (channel(request.connection()).hasAttr(FORBIDDEN)) {
                request.reset();
                return Future.failedFuture("the provider's name leads to a link-local or metadata address");
            }
            fill(request.headers(), exchange);
            return Future.succeededFuture(request);
        });
    }

    Duration connectTimeout() {
        return settings.connectTimeout();
    }

    Future<Void> close() {
        return http.close();
    }

    private void fill(MultiMap headers, Exchange exchange) {
        RawHeaders.addAll(exchange.headers(), headers);
        headers.add(VIA, US);
        Credential credential = settings.credential();
        if (credentialHeader != null && credential != null) {
            headers.set(credentialHeader, credential.value());
        }
        IdempotencyKey key = exchange.providerKey();
        if (keyHeader != null && key != null) {
            headers.set(keyHeader, key.value());
        }
    }

    /**
     * A name may lead anywhere, and elsewhere tomorrow: so each connection is looked at before it carries a request.
     */
    private void refuseForbiddenAddress(HttpConnection connection) {
        SocketAddress address = connection.remoteAddress();
        if (!settings.transport().linkLocalAllowed()
                && address != null
                && ForbiddenAddress.isLiteral(address.hostAddress())) {
            channel(connection).attr(FORBIDDEN).set(true);
            connection.close();
        }
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    private static HttpClientOptions options(ProviderSettings settings) {
        boolean http2 = settings.transport().http2();
        return new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setUseAlpn(http2 && settings.isTls())
                .setHttp2ClearTextUpgrade(false)
                .setSsl(settings.isTls())
                .setTrustAll(false)
                .setVerifyHost(true)
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setHttp2KeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(HEAD_MAX)
                .setMaxInitialLineLength(STATUS_LINE_MAX);
    }

    private static PoolOptions pool(ProviderSettings settings) {
        int connections = settings.bulkhead(); // the bulkhead is the bound, so that nobody waits for a connection
        return new PoolOptions()
                .setHttp1MaxSize(connections)
                .setHttp2MaxSize(1 + connections / STREAMS_PER_CONNECTION)
                .setMaxWaitQueueSize(connections);
    }

    private static String host(ProviderSettings settings) {
        String host = settings.baseUrl().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
