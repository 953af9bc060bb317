package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Certificates;
import dev.breakwater.edge.Edge;
import dev.breakwater.edge.RawProvider;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from the registry, on the way in and on the way out. */
class TlsIT {

    private static final String CONFIGURATION = """
            quarkus:
              http: { port: 0 }
              tls:
                door:
                  key-store: { p12: { path: "%2$s", password: "%3$s" } }
                private:
                  trust-store: { p12: { path: "%4$s", password: "%3$s" } }
                  key-store: { p12: { path: "%5$s", password: "%3$s" } }
            breakwater:
              clients: { shop: { key-sha256: %1$s } }
              ingress: { host: 127.0.0.1, port: 0, tls-configuration-name: door }
              providers:
                known: { base-url: "%6$s", contract: none, tls-configuration-name: private }
                stranger: { base-url: "%6$s", contract: none, retry: { attempts: 1 } }
            """;

    @TempDir
    Path dir;

    @Test
    void both_sides_speak_tls_and_a_stranger_is_not_reached() throws IOException, InterruptedException {
        Certificates door = new Certificates(dir, "door", "ip:127.0.0.1");
        Certificates provider = new Certificates(dir, "provider", "ip:127.0.0.1");
        Certificates ours = new Certificates(dir, "ours", "dns:breakwater");
        PfxOptions shown = door.own();
        SSLServerSocket socket = (SSLServerSocket) provider.context(ours)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(true);
        try (RawProvider raw = new RawProvider(socket);
                Started started = new Started(
                        dir,
                        CONFIGURATION.formatted(
                                StartIT.KEY_HASH,
                                shown.getPath(),
                                shown.getPassword(),
                                provider.trusted().getPath(),
                                ours.own().getPath(),
                                "https://127.0.0.1:" + raw.port()),
                        Map.of())) {
            for (Version version : new Version[] {Version.HTTP_2, Version.HTTP_1_1}) {
                HttpClient client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(ours.context(door))
                        .build();
                HttpResponse<String> paid = post(client, started.port(), "known");
                assertThat(paid.version()).isEqualTo(version);
                assertThat(paid.statusCode()).as(paid.body()).isEqualTo(200);
                assertThat(paid.body()).isEqualTo("ok");
                HttpResponse<String> refused = post(client, started.port(), "stranger");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("/-/problems/provider-not-reached");
            }
            assertThat(raw.requests()).hasSize(2);
        }
    }

    private static HttpResponse<String> post(HttpClient client, int port, String provider)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/" + provider + "/pay"))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + Edge.KEY)
                        .POST(BodyPublishers.ofString("amount=1"))
                        .build(),
                BodyHandlers.ofString());
    }
}
