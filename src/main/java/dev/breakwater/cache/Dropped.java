package dev.breakwater.cache;

import dev.breakwater.exchange.Scope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is no longer to be served.
 *
 * @param what all answers to one path, of one route or of one provider
 * @param name the path's {@link CacheKey#path}, the route's scope or the provider's name
 */
record Dropped(What what, String name) {

    /** How much. */
    enum What {
        PATH,
        ROUTE,
        PROVIDER
    }

    private static final Pattern TEXT = Pattern.compile("(path|route|provider) (\\S{1,130})");

    static Dropped path(String provider, String path) {
        return new Dropped(What.PATH, CacheKey.path(provider, path));
    }

    static Dropped route(Scope scope) {
        return new Dropped(What.ROUTE, scope.toString());
    }

    static Dropped provider(String name) {
        return new Dropped(What.PROVIDER, name);
    }

    /** What {@link #toString} gave; null if it is something else. */
    static @Nullable Dropped parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches()
                ? new Dropped(What.valueOf(m.group(1).toUpperCase(java.util.Locale.ROOT)), m.group(2))
                : null;
    }

    /** Drops it in {@code near}. */
    void in(NearTier near) {
        switch (what) {
            case PATH:
                near.dropPath(name);
                break;
            case ROUTE:
                String[] parts = name.split("/", 2);
                near.dropRoute(new Scope(parts[0], parts.length > 1 ? parts[1] : ""));
                break;
            default:
                near.dropProvider(name);
        }
    }

    @Override
    public String toString() {
        return what.name().toLowerCase(java.util.Locale.ROOT) + " " + name;
    }
}
