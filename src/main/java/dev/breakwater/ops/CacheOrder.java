package dev.breakwater.ops;

import dev.breakwater.exchange.Scope;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which kept answers an operator wants dropped: all of a provider, or of one of its routes, or of one of its paths.
 *
 * @param reason why; it stands in the log
 * @param provider its name
 * @param route the route's name; null for all
 * @param path a path of the provider's API, without a query; null for all
 */
@RegisterForReflection
record CacheOrder(
        @Schema(description = "Why, in 1 to 500 characters on one line.") @Nullable
        String reason,

        @Schema(description = "The name of a provider.") @Nullable
        String provider,

        @Schema(description = "The name of one of its routes; all if it is missing.") @Nullable
        String route,

        @Schema(description = "A path of its API, without a query, instead of a route.") @Nullable
        String path) {

    private static final int PATH_MAX = 8192;

    /** What is wrong with it, in words; null if nothing is. */
    @Nullable
    String fault() {
        String unsaid = Reason.fault(reason);
        if (unsaid != null) {
            return unsaid;
        }
        if (provider == null || !Scope.isName(provider)) {
            return "Say of which provider: send {\"provider\": \"...\"} with its name.";
        }
        if (route != null && path != null) {
            return "Send 'route' or 'path', not both: a path names its answers alone.";
        }
        return path != null && (!path.startsWith("/") || path.contains("?") || path.length() > PATH_MAX)
                ? "'path' is a path of the provider's API, such as /v1/balance, without a query."
                : null;
    }
}
