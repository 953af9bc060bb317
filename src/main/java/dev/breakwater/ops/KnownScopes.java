package dev.breakwater.ops;

import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import org.jspecify.annotations.Nullable;

/** Whether what an operator names is configured: a slip of the pen must not be obeyed silently. */
public final class KnownScopes {

    private KnownScopes() {}

    /** What is not there, in words; null if it is. */
    public static @Nullable String missing(Providers providers, String name, @Nullable String route) {
        Provider provider = providers.all().stream()
                .filter(one -> one.settings().name().equals(name))
                .findFirst()
                .orElse(null);
        if (provider == null) {
            return "No provider '" + name + "' is configured.";
        }
        boolean known = route == null
                || provider.routes().all().stream()
                        .anyMatch(one -> one.scope().route().equals(route));
        return known ? null : "The provider '" + name + "' has no route '" + route + "'.";
    }
}
