package dev.breakwater.exchange;

import java.util.regex.Pattern;

/**
 * What an order or a figure is about: one route of one provider.
 *
 * @param provider the provider's name
 * @param route the route's name
 */
public record Scope(String provider, String route) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** What {@link #isName} asks for, in words. */
    public static final String NAME_RULE = "1 to 63 of a-z, 0-9 and '-', not starting with '-'";

    /** Whether {@code text} may name a provider, a route, a client or an operator: it stands in URLs and labels. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    @Override
    public String toString() {
        return provider + "/" + route;
    }
}
