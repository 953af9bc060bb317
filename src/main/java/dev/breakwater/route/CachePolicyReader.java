package dev.breakwater.route;

import dev.breakwater.exchange.Settings;
import dev.breakwater.route.ProvidersConfig.CacheKeys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how the answers of a route are kept. There is a cache as soon as one of its keys is set. */
final class CachePolicyReader {

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    private CachePolicyReader() {}

    /** The policy of a route; null if it keeps no answers. */
    static @Nullable CachePolicy ofRoute(Settings at, CacheKeys keys, String method, Kind kind, PathTemplate path) {
        boolean named = keys.fresh().isPresent()
                || keys.staleIfError().isPresent()
                || keys.staleWhileRevalidate().isPresent()
                || keys.lane().isPresent()
                || keys.headersIgnored().isPresent();
        boolean enabled = at.flag("enabled", keys.enabled(), named);
        CachePolicy policy = new CachePolicy(
                duration(at, "fresh", keys.fresh()),
                duration(at, "stale-if-error", keys.staleIfError()),
                duration(at, "stale-while-revalidate", keys.staleWhileRevalidate()),
                lane(at, keys.lane(), path),
                headers(at, keys.headersIgnored()));
        if (!enabled) {
            return null;
        }
        boolean cacheable =
                kind == Kind.READ && Set.of("GET", "HEAD", Route.ANY_METHOD).contains(method);
        if (!cacheable) {
            at.faults()
                    .add(
                            at.key("enabled"),
                            "answers to GET and HEAD are kept, and this route takes others; remove cache from it");
        }
        return policy;
    }

    private static @Nullable Duration duration(Settings at, String name, Optional<String> given) {
        return given.isEmpty() ? null : at.duration(name, given, Duration.ZERO, Duration.ZERO, LONGEST);
    }

    private static @Nullable LaneSource lane(Settings at, Optional<String> given, PathTemplate path) {
        String text = given.orElse(null);
        if (text == null) {
            return null;
        }
        boolean inBody = text.startsWith("json:") || text.startsWith("form:");
        String fault = inBody
                ? "is for requests with a body; write it like path:id or header:Order-Id"
                : LaneReader.fault(text, path);
        if (fault != null) {
            at.faults().add(at.key("lane"), text, fault);
            return null;
        }
        return LaneReader.of(text, path);
    }

    private static Set<String> headers(Settings at, Optional<List<String>> given) {
        Set<String> names = new HashSet<>();
        for (String name : given.orElse(List.of())) {
            if (HEADER.matcher(name).matches()) {
                names.add(name.toLowerCase(Locale.ROOT));
            } else {
                at.faults().add(at.key("headers-ignored"), name, "is not a header name; write it like X-Request-Id");
            }
        }
        return Set.copyOf(names);
    }
}
