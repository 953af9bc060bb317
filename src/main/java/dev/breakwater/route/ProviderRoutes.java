package dev.breakwater.route;

import dev.breakwater.exchange.Target;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one provider, the more exact first.
 *
 * <p>Threading: immutable.
 */
public final class ProviderRoutes {

    private final ProviderSettings settings;
    private final List<Route> routes;

    /**
     * @param settings the provider
     * @param routes in the order in which they are tried
     */
    ProviderRoutes(ProviderSettings settings, List<Route> routes) {
        this.settings = settings;
        this.routes = List.copyOf(routes);
    }

    public ProviderSettings settings() {
        return settings;
    }

    /** All of them, the ones for unmatched requests included. */
    public List<Route> all() {
        return routes;
    }

    /** The route of a request; null if there is none. */
    public @Nullable Route match(String method, Target target) {
        String path = Unreserved.decoded(target.path());
        for (Route route : routes) {
            if (route.takes(method) && route.path().matches(path)) {
                return route;
            }
        }
        return null;
    }

    /** The lookups of its contract that cannot be made: no route takes their GET, and the unlisted are refused. */
    public List<Lookup> lookupsWithoutRoute() {
        return settings.contract().lookups().stream()
                .filter(lookup -> match("GET", Target.of("/" + settings.name() + lookup.example(), "")) == null)
                .toList();
    }

    /** The methods that the path takes, if {@link #match} found no route: none means that the path is unknown. */
    public Set<String> methodsAt(Target target) {
        String path = Unreserved.decoded(target.path());
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.path().matches(path)) {
                methods.add(route.method());
            }
        }
        return methods;
    }
}
