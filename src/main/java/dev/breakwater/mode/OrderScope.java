package dev.breakwater.mode;

import dev.breakwater.exchange.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order is about: {@code all}, {@code {provider}} or {@code {provider}/{route}}. The narrowest one wins.
 *
 * @param provider null for all
 * @param route null for all of the provider's
 */
public record OrderScope(
        @Nullable String provider, @Nullable String route) {

    /** Everything. */
    public static final OrderScope ALL = new OrderScope(null, null);

    private static final String ALL_WORD = "all";

    /** Reads what {@link #toString} writes; null if it is no such thing. */
    public static @Nullable OrderScope parse(String text) {
        if (ALL_WORD.equals(text)) {
            return ALL;
        }
        int slash = text.indexOf('/');
        String provider = slash < 0 ? text : text.substring(0, slash);
        String route = slash < 0 ? null : text.substring(slash + 1);
        return Scope.isName(provider) && (route == null || Scope.isName(route))
                ? new OrderScope(provider, route)
                : null;
    }

    /** Whether what is ordered of it is ordered of {@code scope} as well. */
    public boolean covers(Scope scope) {
        return around(scope).contains(this);
    }

    /** All that hold for {@code scope}, the narrowest first. */
    static List<OrderScope> around(Scope scope) {
        return List.of(new OrderScope(scope.provider(), scope.route()), new OrderScope(scope.provider(), null), ALL);
    }

    @Override
    public String toString() {
        return provider == null ? ALL_WORD : route == null ? provider : provider + "/" + route;
    }
}
