package dev.breakwater.route;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One payment API as configured.
 *
 * @param name its first path segment at our door
 * @param baseUrl where its calls go; the path is a prefix that no request leaves
 * @param contract what it promises
 * @param credential what we show it; null if the client's own passes through
 * @param connectTimeout the longest that resolving, connecting and TLS may take
 * @param bulkhead concurrent calls of all its routes
 * @param retryBudget retries as a share of its calls, from 0 to 1
 * @param transport how its connections are made
 */
public record ProviderSettings(
        String name,
        URI baseUrl,
        Contract contract,
        @Nullable Credential credential,
        Duration connectTimeout,
        int bulkhead,
        double retryBudget,
        Transport transport) {

    /**
     * A secret in a header.
     *
     * @param header its name
     * @param value its value; never shown, hence not in {@link #toString}
     */
    public record Credential(String header, String value) {
        @Override
        public String toString() {
            return header + ": (hidden)";
        }
    }

    /**
     * How connections to the provider are made.
     *
     * @param http2 whether HTTP/2 is spoken (by ALPN over TLS, by prior knowledge without)
     * @param tls name of a configuration of the TLS registry, for a private authority or a client certificate
     * @param linkLocalAllowed whether it may resolve to a link-local or metadata address
     */
    public record Transport(boolean http2, Optional<String> tls, boolean linkLocalAllowed) {}

    /** Whether TLS is spoken. */
    public boolean isTls() {
        return "https".equals(baseUrl.getScheme());
    }

    /** The port, also where the base URL leaves it to the scheme. */
    public int port() {
        return baseUrl.getPort() >= 0 ? baseUrl.getPort() : isTls() ? 443 : 80;
    }

    /** The path that precedes every request's own, without a slash at its end. */
    public String basePath() {
        String path = baseUrl.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
