package dev.breakwater.cache;

import dev.breakwater.exchange.Client;
import dev.breakwater.exchange.Digest;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Scope;
import dev.breakwater.route.CachePolicy;
import dev.breakwater.route.ProviderSettings.Credential;
import dev.breakwater.route.Unreserved;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is an answer to: client (or its tenant), provider, credential, path and query as received. Whatever
 * request header might tell one answer from another is part of it too: all but those of which HTTP says that
 * {@code Vary} tells, those that only describe the request, and those that the route names. So a header that selects an
 * account is never overlooked.
 *
 * @param owner whose answers these are; compared on each use beside the hash
 * @param scope provider and route
 * @param path {@link #path}
 * @param hash of all of it
 */
public record CacheKey(String owner, Scope scope, String path, String hash) {

    private static final String CREDENTIAL = "authorization";

    /** Of these {@code Vary} tells, or they change nothing, or they are for one hop or one try. */
    private static final Set<String> NOT_TELLING = Set.of(
            "accept",
            "accept-charset",
            "accept-encoding",
            "accept-language",
            "baggage",
            "cache-control",
            "connection",
            "content-length",
            "content-type",
            "date",
            "dnt",
            "forwarded",
            "from",
            "host",
            "idempotency-key",
            "if-modified-since",
            "if-none-match",
            "origin",
            "pragma",
            "priority",
            "referer",
            "request-id",
            "traceparent",
            "tracestate",
            "user-agent",
            "via",
            "x-correlation-id",
            "x-real-ip",
            "x-request-id",
            "x-stripe-client-telemetry",
            "x-stripe-client-user-agent");

    private static final List<String> NOT_TELLING_FAMILIES = List.of("x-forwarded-", "x-b3-", "sec-");

    /**
     * The key of a read.
     *
     * @param ours the credential that we show the provider; null if the client's own passes through
     */
    public static CacheKey of(Exchange exchange, Scope scope, CachePolicy policy, @Nullable Credential ours) {
        String owner = owner(exchange);
        List<String> parts = new ArrayList<>(List.of(
                "answer",
                owner,
                scope.provider(),
                exchange.target().pathAndQuery(),
                ours == null ? "" : ours.header().toLowerCase(Locale.ROOT) + ":" + ours.value()));
        parts.addAll(telling(exchange.headers(), policy, ours));
        return new CacheKey(
                owner,
                scope,
                path(scope.provider(), exchange.target().path()),
                Digest.of(parts.toArray(String[]::new)));
    }

    /** Whose answers a client may be shown: its own, or its tenant's. */
    static String owner(Exchange exchange) {
        Client client = exchange.client();
        String tenant = client == null ? null : client.tenant();
        return tenant == null ? "client:" + exchange.clientName() : "tenant:" + tenant;
    }

    /** Whether more than one client may be shown what {@code exchange} brings. */
    static boolean isShared(Exchange exchange) {
        Client client = exchange.client();
        return client != null && client.tenant() != null;
    }

    /** What all answers to reads of one path have in common, whoever asked and with whichever query. */
    static String path(String provider, String path) {
        return Digest.of("path", provider, Unreserved.decoded(path));
    }

    /** The key of the answer that was chosen by what {@code request} has in the headers of {@code vary}. */
    CacheKey variant(Vary vary, MultiMap request) {
        List<String> parts = new ArrayList<>(List.of("variant", hash));
        for (String name : vary.names()) {
            parts.add(name);
            parts.add(Vary.value(request, name));
        }
        return new CacheKey(owner, scope, path, Digest.of(parts.toArray(String[]::new)));
    }

    private static List<String> telling(MultiMap headers, CachePolicy policy, @Nullable Credential ours) {
        List<Map.Entry<String, String>> telling = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean replaced = ours != null && ours.header().equalsIgnoreCase(name);
            if (!replaced && isTelling(name, policy)) {
                telling.add(Map.entry(name, header.getValue()));
            }
        }
        if (telling.isEmpty()) {
            return List.of();
        }
        telling.sort(Map.Entry.comparingByKey(Comparator.naturalOrder())); // stable: values keep their order
        List<String> parts = new ArrayList<>();
        telling.forEach(header -> {
            parts.add(header.getKey());
            parts.add(header.getValue());
        });
        return parts;
    }

    private static boolean isTelling(String name, CachePolicy policy) {
        return name.equals(CREDENTIAL)
                || !(NOT_TELLING.contains(name)
                        || policy.headersIgnored().contains(name)
                        || NOT_TELLING_FAMILIES.stream().anyMatch(name::startsWith));
    }
}
