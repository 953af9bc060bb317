package dev.breakwater.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Caller;
import dev.breakwater.edge.Caller.Reply;
import dev.breakwater.edge.Certificates;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import dev.breakwater.sandbox.RunningSandbox;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How providers are reached: HTTP/1.1 and HTTP/2, in clear text and over TLS, which is verified. */
class ProviderTlsTest {

    @TempDir
    static Path directory;

    private static Certificates provider;
    private static Certificates otherHost;
    private static Certificates ours;

    @BeforeAll
    static void start() {
        provider = new Certificates(directory, "provider", "ip:127.0.0.1");
        otherHost = new Certificates(directory, "other", "dns:other.example");
        ours = new Certificates(directory, "ours", "dns:breakwater");
    }

    private static RawProvider tlsProvider(Certificates shown, boolean needsClient) throws IOException {
        SSLServerSocket socket = (SSLServerSocket) shown.context(ours)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(needsClient);
        return new RawProvider(socket);
    }

    private static Reply call(String url, String more, Consumer<HttpClientOptions> tls) throws IOException {
        String settings =
                "p: { base-url: \"%s\", contract: none, retry: { attempts: 1 }, tls-configuration-name: any%s }";
        try (Edge edge = Edge.start("", settings.formatted(url, more), tls, options -> options);
                Caller caller = new Caller(edge.port())) {
            return caller.send(Caller.request("POST", "/p/x", "a=b")).read();
        }
    }

    private static String https(RawProvider provider) {
        return "https://127.0.0.1:" + provider.port();
    }

    private static void assertNotReached(RawProvider provider, Reply reply) {
        assertThat(reply.status()).isEqualTo(503);
        JsonObject problem = new JsonObject(reply.text());
        assertThat(problem.getString("type")).isEqualTo("/-/problems/provider-not-reached");
        assertThat(problem.getString("outcome")).isEqualTo("not-reached");
        assertThat(reply.text()).doesNotContain("Exception", "\\tat ");
        assertThat(provider.requests()).isEmpty();
    }

    @Test
    void http1_over_tls() throws IOException {
        try (RawProvider tls = tlsProvider(provider, false)) {
            Reply reply = call(https(tls), "", options -> options.setTrustOptions(provider.trusted()));
            assertThat(reply.text()).isEqualTo("ok");
            assertThat(tls.only().line()).isEqualTo("POST /x HTTP/1.1");
        }
    }

    @Test
    void an_unknown_authority_is_not_reached() throws IOException {
        try (RawProvider tls = tlsProvider(provider, false)) {
            assertNotReached(tls, call(https(tls), "", options -> {}));
            assertNotReached(tls, call(https(tls), "", options -> options.setTrustOptions(otherHost.trusted())));
        }
    }

    @Test
    void a_certificate_of_another_host_is_not_reached() throws IOException {
        try (RawProvider tls = tlsProvider(otherHost, false)) {
            assertNotReached(tls, call(https(tls), "", options -> options.setTrustOptions(otherHost.trusted())));
            assertNotReached(
                    tls, call(https(tls), ", http: http-2", options -> options.setTrustOptions(otherHost.trusted())));
        }
    }

    @Test
    void a_client_certificate_is_shown_if_there_is_one() throws IOException {
        try (RawProvider tls = tlsProvider(provider, true)) {
            Reply reply = call(
                    https(tls),
                    "",
                    options -> options.setTrustOptions(provider.trusted()).setKeyCertOptions(ours.own()));
            assertThat(reply.text()).isEqualTo("ok");
        }
        try (RawProvider tls = tlsProvider(provider, true)) {
            Reply reply = call(https(tls), "", options -> options.setTrustOptions(provider.trusted()));
            assertThat(reply.status()).isIn(503, 504);
            assertThat(tls.requests()).isEmpty();
        }
    }

    @Test
    void clear_text_where_tls_is_expected_is_not_reached() throws IOException {
        try (RawProvider plain = new RawProvider()) {
            plain.answer((sent, socket) -> socket.close());
            assertNotReached(plain, call(https(plain), ", connect-timeout: 500ms", options -> {}));
        }
    }

    @Test
    void http2_over_tls() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(0)
                            .setSsl(true)
                            .setUseAlpn(true)
                            .setKeyCertOptions(provider.own()))
                    .requestHandler(request -> request.response().end(request.version() + " " + request.uri()))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            String url = "https://127.0.0.1:" + server.actualPort();
            assertThat(call(url, ", http: http-2", options -> options.setTrustOptions(provider.trusted()))
                            .text())
                    .isEqualTo("HTTP_2 /x");
            assertThat(call(url, "", options -> options.setTrustOptions(provider.trusted()))
                            .text())
                    .isEqualTo("HTTP_1_1 /x");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void http2_by_prior_knowledge() throws IOException {
        try (RunningSandbox sandbox = new RunningSandbox();
                Edge edge = Edge.start("""
                        stripe:
                          base-url: %s
                          contract: stripe
                          http: http-2
                          credential: { header: Authorization, value: Bearer sk_test_1 }
                        """.formatted(sandbox.url()));
                Caller caller = new Caller(edge.port())) {
            String body = RunningSandbox.payForm(700);
            assertThat(caller.send(Caller.request("POST", "/stripe/v1/payment_intents", body))
                            .read()
                            .status())
                    .isEqualTo(200);
            Reply large = caller.send(Caller.get("/stripe/v1/bytes/3000000")).read();
            assertThat(large.body()).hasSize(3_000_000);
            assertThat(large.whole()).isTrue();
        }
    }
}
