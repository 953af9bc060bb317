package dev.breakwater.route;

import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Scope;
import dev.breakwater.exchange.Settings;
import dev.breakwater.route.ProvidersConfig.ProviderKeys;
import dev.breakwater.route.ProvidersConfig.RouteKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the route table from the configuration and collects what is wrong with it. */
public final class RouteTableReader {

    private static final Pattern MATCH = Pattern.compile("(\\*|[A-Z]{3,10})\\s+(\\S+)");
    private static final String PREFIX = "breakwater.providers";
    private static final Set<String> NEVER_FORWARDED = Set.of("CONNECT", "TRACE");

    /** Whether requests that no route matches are passed on. */
    private enum Unlisted {
        FORWARD,
        REFUSE
    }

    private final Faults faults;
    private final Durability durability;
    private final ContractReader contracts;

    /** With {@link Durability#FSYNC} for routes that do not say otherwise. */
    public RouteTableReader(Faults faults) {
        this(faults, Durability.FSYNC);
    }

    /**
     * @param faults where faults go; the table is of use only if none was added
     * @param durability of queued writes, for routes that do not say otherwise
     */
    public RouteTableReader(Faults faults, Durability durability) {
        this.faults = faults;
        this.durability = durability;
        this.contracts = new ContractReader(faults);
    }

    /** Reads all providers. */
    public RouteTable read(ProvidersConfig config) {
        if (config.providers().isEmpty()) {
            faults.add(PREFIX, "is empty; name at least one provider");
        }
        Map<String, ProviderRoutes> table = new HashMap<>();
        config.providers().forEach((name, keys) -> table.put(name, provider(name, keys)));
        return new RouteTable(table);
    }

    private ProviderRoutes provider(String name, ProviderKeys keys) {
        Settings at = Settings.named(PREFIX, name, faults);
        if (!Scope.isName(name)) {
            faults.add(
                    PREFIX,
                    name,
                    "cannot name a provider; use " + Scope.NAME_RULE + " ('-' itself is reserved for /-/...)");
        }
        ProviderSettings settings = new ProviderReader(at, contracts).read(name, keys);
        Policy policy =
                PolicyReader.ofProvider(at, keys).withWrites(WritePolicyReader.ofProvider(at, keys, durability));
        List<Route> routes = routes(name, keys, at, policy);
        if (at.oneOf("unlisted", keys.unlisted(), Unlisted.FORWARD, Unlisted.class) == Unlisted.FORWARD) {
            routes.addAll(unmatched(name, policy));
        }
        if (routes.isEmpty()) {
            faults.add(
                    at.key("routes"),
                    "are none, and unlisted is 'refuse', so that every call would be refused;"
                            + " list routes or set unlisted: forward");
        }
        return new ProviderRoutes(settings, routes);
    }

    private List<Route> routes(String provider, ProviderKeys keys, Settings at, Policy policy) {
        List<Route> routes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Map<Map.Entry<String, PathTemplate>, String> seen = new HashMap<>();
        for (int i = 0; i < keys.routes().size(); i++) {
            RouteKeys route = keys.routes().get(i);
            Settings here = at.in("routes[" + i + "]");
            String name = name(route, here, names);
            Matcher match = match(route, here);
            if (match == null) {
                continue;
            }
            String method = match.group(1);
            PathTemplate path = PathTemplate.of(match.group(2));
            String twin = seen.put(Map.entry(method, path), name);
            if (twin != null) {
                faults.add(
                        here.key("match"),
                        route.match().orElse(""),
                        "matches the same requests as the route '" + twin + "'; remove one");
            }
            Kind kind = here.oneOf("kind", route.kind(), Kind.of(method), Kind.class);
            Policy own = PolicyReader.ofRoute(here, route, policy)
                    .withWrites(WritePolicyReader.ofRoute(here, route, kind, path, policy.writes()))
                    .withCache(CachePolicyReader.ofRoute(here.in("cache"), route.cache(), method, kind, path));
            if (route.retry().budget().isPresent()) {
                faults.add(
                        here.key("retry.budget"),
                        route.retry().budget().get(),
                        "belongs to the provider, one budget for all its routes; set its retry.budget");
            }
            routes.add(new Route(new Scope(provider, name), method, path, kind, own));
        }
        routes.sort(
                Comparator.comparing(Route::path).thenComparing(r -> r.method().equals(Route.ANY_METHOD)));
        return routes;
    }

    private String name(RouteKeys route, Settings here, Set<String> names) {
        String name = route.name().orElse("");
        if (!Scope.isName(name)) {
            faults.add(here.key("name"), name, "cannot name a route; use " + Scope.NAME_RULE);
        } else if (name.equals(Route.UNMATCHED_READ) || name.equals(Route.UNMATCHED_WRITE)) {
            faults.add(here.key("name"), name, "is reserved for requests that no route matches; choose another");
        } else if (!names.add(name)) {
            faults.add(here.key("name"), name, "names another route of this provider already; choose another");
        }
        return name;
    }

    private @Nullable Matcher match(RouteKeys route, Settings here) {
        String text = route.match().orElse("");
        Matcher match = MATCH.matcher(text);
        if (!match.matches()) {
            faults.add(here.key("match"), text, "is not a method and a path; write it like POST /v1/refunds");
            return null;
        }
        if (NEVER_FORWARDED.contains(match.group(1))) {
            faults.add(here.key("match"), text, "has a method that is never passed on; remove the route");
            return null;
        }
        String fault = PathTemplate.fault(match.group(2));
        if (fault != null) {
            faults.add(here.key("match"), text, "has a path that " + fault);
            return null;
        }
        return match;
    }

    private static List<Route> unmatched(String provider, Policy policy) {
        PathTemplate any = PathTemplate.of("/*");
        Scope read = new Scope(provider, Route.UNMATCHED_READ);
        Scope write = new Scope(provider, Route.UNMATCHED_WRITE);
        return List.of(
                new Route(read, "GET", any, Kind.READ, policy),
                new Route(read, "HEAD", any, Kind.READ, policy),
                new Route(read, "OPTIONS", any, Kind.READ, policy),
                new Route(write, Route.ANY_METHOD, any, Kind.WRITE, policy));
    }
}
