package dev.breakwater;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** A small issuer of tokens: its metadata and its keys over HTTP, and tokens signed with them. */
final class IssuerForTest implements AutoCloseable {

    static final String AUDIENCE = "breakwater";

    private final int port;
    private final KeyPair keys = keys();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    /** One that listens at {@code port} once it is opened. */
    IssuerForTest(int port) {
        this.port = port;
    }

    static IssuerForTest open() {
        try {
            IssuerForTest issuer = new IssuerForTest(FreePort.take());
            issuer.listen();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        serve("/.well-known/openid-configuration", """
                {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "token_endpoint": "%1$s/token",
                 "introspection_endpoint": "%1$s/introspect"}
                """.formatted(url()));
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        serve("/keys", """
                {"keys": [{"kty": "RSA", "kid": "one", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}
                """.formatted(
                        encoded(unsigned(key.getModulus().toByteArray())),
                        encoded(key.getPublicExponent().toByteArray())));
        server.start();
    }

    int port() {
        return port;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** How often it was asked for anything. */
    int asked() {
        return asked.get();
    }

    /** A token that is good for a minute. */
    String token(String name, String... groups) {
        return token(url(), AUDIENCE, name, Instant.now().plusSeconds(60), groups);
    }

    String token(String issuer, String audience, String name, Instant until, String... groups) {
        String claims = """
                {"iss": "%s", "aud": "%s", "sub": "f3c1", "preferred_username": "%s", "iat": %d, "exp": %d, "groups": [%s]}
                """.formatted(
                        issuer,
                        audience,
                        name,
                        until.getEpochSecond() - 120,
                        until.getEpochSecond(),
                        groups.length == 0 ? "" : "\"" + String.join("\", \"", groups) + "\"");
        String signed = encoded("{\"alg\": \"RS256\", \"kid\": \"one\", \"typ\": \"JWT\"}") + "." + encoded(claims);
        return signed + "." + encoded(signature(signed));
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private byte[] signature(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
