package dev.breakwater.cache;

import dev.breakwater.exchange.Scope;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is no longer to be served.
 *
 * @param what all answers to one path, of one route or of one provider
 * @param provider whose
 * @param name the path's {@link CacheKey#path}, the route's name or, once more, the provider's
 */
record Dropped(What what, String provider, String name) {

    /** How much. */
    enum What {
        PATH,
        ROUTE,
        PROVIDER
    }

    private static final Pattern TEXT = Pattern.compile("(path|route|provider) (\\S{1,63}) (\\S{1,63})");

    static Dropped path(String provider, String path) {
        return new Dropped(What.PATH, provider, CacheKey.path(provider, path));
    }

    static Dropped route(Scope scope) {
        return new Dropped(What.ROUTE, scope.provider(), scope.route());
    }

    static Dropped provider(String name) {
        return new Dropped(What.PROVIDER, name, name);
    }

    /** What {@link #toString} gave; null if it is something else. */
    static @Nullable Dropped parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches()
                ? new Dropped(What.valueOf(m.group(1).toUpperCase(Locale.ROOT)), m.group(2), m.group(3))
                : null;
    }

    /** Whether what is kept under {@code key} is among it. */
    boolean covers(CacheKey key) {
        switch (what) {
            case PATH:
                return key.path().equals(name);
            case ROUTE:
                return key.scope().equals(new Scope(provider, name));
            default:
                return key.scope().provider().equals(provider);
        }
    }

    /** Drops it in {@code near}. */
    void in(NearTier near) {
        switch (what) {
            case PATH:
                near.dropPath(name);
                break;
            case ROUTE:
                near.dropRoute(new Scope(provider, name));
                break;
            default:
                near.dropProvider(provider);
        }
    }

    /** Its first word. */
    String kind() {
        return what.name().toLowerCase(Locale.ROOT);
    }

    /** By which the store knows it. */
    String place() {
        return what == What.ROUTE ? new Scope(provider, name).toString() : name;
    }

    @Override
    public String toString() {
        return kind() + " " + provider + " " + name;
    }
}
