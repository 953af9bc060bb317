package dev.breakwater.route;

import dev.breakwater.exchange.Scope;

/**
 * Method and path template of one provider, with its policy.
 *
 * @param scope its provider's and its own name
 * @param method the HTTP method; {@code *} for any
 * @param path which paths are its own
 * @param kind whether its calls may have an effect
 * @param policy how its calls are protected
 */
public record Route(Scope scope, String method, PathTemplate path, Kind kind, Policy policy) {

    /** The name of the routes that stand for whatever no configured route matches, one for reads and one for writes. */
    public static final String UNMATCHED_READ = "unmatched-read";

    /** See {@link #UNMATCHED_READ}. */
    public static final String UNMATCHED_WRITE = "unmatched-write";

    /** Any method. */
    static final String ANY_METHOD = "*";

    boolean takes(String candidate) {
        return method.equals(candidate) || method.equals(ANY_METHOD);
    }
}
