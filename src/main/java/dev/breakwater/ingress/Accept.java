package dev.breakwater.ingress;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.IdempotencyKey;
import dev.breakwater.exchange.Problem;
import dev.breakwater.exchange.ProblemType;
import dev.breakwater.exchange.Settings;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.pipeline.Gate;
import dev.breakwater.route.Contract.KeyRule;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.ProviderSettings.Credential;
import dev.breakwater.route.RouteTable;
import dev.breakwater.upstream.EndToEnd;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1, once the head is well-formed: who calls, and what of the head is passed on. The client's own key is never
 * passed on, whichever header it came in.
 *
 * <p>Threading: safe for any thread.
 */
final class Accept implements Gate {

    private static final CharSequence OWN_KEY = HttpHeaders.createOptimized("Breakwater-Key");
    private static final CharSequence TIMEOUT = HttpHeaders.createOptimized("Breakwater-Timeout");
    private static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized(IdempotencyKey.HEADER);
    private static final String BEARER = "Bearer ";

    private final ClientDirectory clients;
    private final RouteTable routes;
    private final QueueHeaders wishes;

    Accept(ClientDirectory clients, RouteTable routes, Ticker ticker) {
        this.clients = clients;
        this.routes = routes;
        this.wishes = new QueueHeaders(ticker);
    }

    @Override
    public @Nullable Problem check(Exchange exchange) {
        ProviderRoutes provider = routes.provider(exchange.target().provider());
        ProviderSettings settings = provider == null ? null : provider.settings();
        CharSequence keyHeader = keyHeader(exchange.received(), settings);
        String key = keyHeader == null ? "" : key(exchange.received().get(keyHeader));
        Client client = keyHeader == null ? null : clients.find(key);
        if (keyHeader == null || client == null) {
            return unknown();
        }
        exchange.authenticated(client);
        if (settings == null) {
            return null; // Match tells that there is no such provider
        }
        if (!client.mayUse(settings.name())) {
            return Problem.ofRequest(
                    ProblemType.PROVIDER_FORBIDDEN,
                    "The client '" + client.name() + "' may not call the provider '" + settings.name() + "'.");
        }
        Problem problem = takeTimeout(exchange);
        if (problem == null) {
            problem = wishes.take(exchange);
        }
        if (problem == null) {
            problem = takeKey(exchange, settings.contract().key());
        }
        if (problem == null) {
            exchange.passOn(passedOn(exchange.received(), keyHeader, key));
        }
        return problem;
    }

    /** Who calls for what is ours, which no provider's credential leads to; null if nobody has the key. */
    static @Nullable Client client(ClientDirectory clients, MultiMap headers) {
        CharSequence header = keyHeader(headers, null);
        return header == null ? null : clients.find(key(headers.get(header)));
    }

    /** What is told to whoever shows no key that is known. */
    static Problem unknown() {
        return Problem.ofRequest(
                        ProblemType.CLIENT_UNKNOWN,
                        "Send a client key as Authorization: Bearer <key>, in the header of the provider's own credential, or as "
                                + OWN_KEY + ".")
                .with("WWW-Authenticate", "Bearer realm=\"breakwater\"");
    }

    /** The header in which the client shows its key: ours, else the provider's own, else Authorization. */
    private static @Nullable CharSequence keyHeader(MultiMap headers, @Nullable ProviderSettings provider) {
        if (headers.contains(OWN_KEY)) {
            return OWN_KEY;
        }
        Credential credential = provider == null ? null : provider.credential();
        if (credential != null && headers.contains(credential.header())) {
            return credential.header();
        }
        return headers.contains(HttpHeaders.AUTHORIZATION) ? HttpHeaders.AUTHORIZATION : null;
    }

    private static String key(String value) {
        boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? value.substring(BEARER.length()).strip() : value.strip();
    }

    private static @Nullable Problem takeTimeout(Exchange exchange) {
        if (!exchange.received().contains(TIMEOUT)) {
            return null;
        }
        List<String> values = exchange.received().getAll(TIMEOUT);
        Duration timeout = values.size() == 1 ? Settings.parseDuration(values.get(0)) : null;
        if (timeout == null || timeout.isZero() || timeout.isNegative()) {
            return Problem.ofRequest(
                    ProblemType.INVALID_HEADER, TIMEOUT + " is not one duration; write it like 2500ms or 10s.");
        }
        exchange.shorten(timeout);
        return null;
    }

    /** The key stands in the header of the IETF draft or in the provider's own; both may be there if they agree. */
    private static @Nullable Problem takeKey(Exchange exchange, @Nullable KeyRule rule) {
        String fault = takeKey(exchange, IDEMPOTENCY_KEY);
        boolean own = rule != null && !rule.header().equalsIgnoreCase(IdempotencyKey.HEADER);
        IdempotencyKey standard = exchange.key();
        if (fault == null && rule != null && own) {
            fault = takeKey(exchange, rule.header());
        }
        IdempotencyKey key = exchange.key();
        if (fault == null && standard != null && !standard.equals(key)) {
            fault = "it differs between " + IdempotencyKey.HEADER + " and the provider's own header";
        }
        return fault == null
                ? null
                : Problem.ofRequest(
                        ProblemType.INVALID_IDEMPOTENCY_KEY, "The idempotency key cannot be used: " + fault + ".");
    }

    private static @Nullable String takeKey(Exchange exchange, CharSequence header) {
        if (!exchange.received().contains(header)) {
            return null;
        }
        List<String> values = exchange.received().getAll(header);
        String fault = IdempotencyKey.fault(values);
        if (fault == null) {
            exchange.keyed(IdempotencyKey.of(values.get(0)));
        }
        return fault;
    }

    private static MultiMap passedOn(MultiMap received, CharSequence keyHeader, String key) {
        List<CharSequence> repeated = new ArrayList<>(0);
        MultiMap chosen = EndToEnd.copy(received, (name, value) -> {
            if (shows(value, key)) {
                repeated.add(name);
            }
            return !is(name, keyHeader) && !is(name, HttpHeaders.HOST) && !is(name, HttpHeaders.CONTENT_LENGTH);
        });
        repeated.forEach(chosen::remove);
        return chosen;
    }

    private static boolean is(CharSequence name, CharSequence other) {
        return name.length() == other.length() && AsciiString.contentEqualsIgnoreCase(name, other);
    }

    /** Whether a header's value is the key, with a scheme before it or not: some clients show it in two headers. */
    private static boolean shows(CharSequence value, String key) {
        int before = value.length() - key.length() - 1;
        return before >= -1 && value.toString().endsWith(key) && (before < 0 || value.charAt(before) == ' ');
    }
}
