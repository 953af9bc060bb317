package dev.breakwater.route;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every provider with its routes.
 *
 * <p>Threading: immutable.
 */
public final class RouteTable {

    private final Map<String, ProviderRoutes> byProvider;

    RouteTable(Map<String, ProviderRoutes> byProvider) {
        this.byProvider = Map.copyOf(byProvider);
    }

    /** The provider of that name; null if there is none. */
    public @Nullable ProviderRoutes provider(String name) {
        return byProvider.get(name);
    }

    /** The names of all providers, in order. */
    public Set<String> names() {
        return new TreeSet<>(byProvider.keySet());
    }

    /** All providers. */
    public Collection<ProviderRoutes> providers() {
        return byProvider.values();
    }

    /** How long the most patient route lets an exchange take. */
    public Duration longestDeadline() {
        return byProvider.values().stream()
                .flatMap(provider -> provider.all().stream())
                .map(route -> route.policy().deadline())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
