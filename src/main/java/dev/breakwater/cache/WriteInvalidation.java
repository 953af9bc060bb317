package dev.breakwater.cache;

import dev.breakwater.exchange.Answer;
import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Target;
import dev.breakwater.route.LaneSource;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.route.ReadTemplate;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import dev.breakwater.route.WritePolicy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Drops the kept answers that a write makes out of date: those to its own target (RFC 9111 section 4.4), and those that
 * its route names.
 *
 * <p>Threading: safe for any thread.
 */
public final class WriteInvalidation {

    private static final List<String> PLACES = List.of("location", "content-location");
    private static final int FIRST_ERROR = 400;

    private final AnswerCache cache;
    private final Map<String, ProviderRoutes> keeping;

    /** @param routes some of which keep answers */
    public WriteInvalidation(AnswerCache cache, RouteTable routes) {
        this.cache = cache;
        this.keeping = routes.providers().stream()
                .filter(provider ->
                        provider.all().stream().anyMatch(route -> route.policy().cache() != null))
                .collect(Collectors.toMap(provider -> provider.settings().name(), Function.identity()));
    }

    /** {@code exchange} waits in the queue: what its route names will be out of date. */
    public void queued(Route route, Exchange exchange) {
        ProviderRoutes provider = keeping.get(route.scope().provider());
        if (provider == null || route.policy().writes().invalidates().isEmpty()) {
            return;
        }
        WritePolicy policy = route.policy().writes();
        LaneSource source = policy.lane();
        String lane = source == null ? null : source.of(exchange);
        for (ReadTemplate template : policy.invalidates()) {
            String path = template.path(exchange, lane);
            if (path != null) {
                drop(provider, path);
            }
        }
    }

    /**
     * {@code exchange} was executed, or may have been.
     *
     * @param answer what the provider said; null if it is not known
     */
    public void executed(Route route, ProviderSettings provider, Exchange exchange, @Nullable Answer answer) {
        ProviderRoutes routes = keeping.get(provider.name());
        if (routes == null || (answer != null && answer.status() >= FIRST_ERROR)) {
            return;
        }
        drop(routes, exchange.target().path());
        queued(route, exchange);
        if (answer != null) {
            for (String header : PLACES) {
                String path = path(answer.headers().get(header), provider);
                if (path != null) {
                    drop(routes, path);
                }
            }
        }
    }

    /** Where no answer can have been kept there is nothing to drop, and nobody to tell. */
    private void drop(ProviderRoutes provider, String path) {
        String name = provider.settings().name();
        Route read = provider.match("GET", Target.of("/" + name + path, ""));
        if (read != null && read.policy().cache() != null) {
            cache.dropPath(name, path);
        }
    }

    /** The path at our door of a place that the provider names, if it is its own. */
    private static @Nullable String path(@Nullable String place, ProviderSettings provider) {
        if (place == null) {
            return null;
        }
        try {
            URI target = provider.baseUrl().resolve(place);
            String path = target.getRawPath();
            boolean own = provider.baseUrl().getHost().equalsIgnoreCase(target.getHost());
            return own && path != null && path.startsWith(provider.basePath() + "/")
                    ? path.substring(provider.basePath().length())
                    : null;
        } catch (IllegalArgumentException noUri) {
            return null;
        }
    }
}
