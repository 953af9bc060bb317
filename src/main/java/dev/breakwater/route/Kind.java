package dev.breakwater.route;

import java.util.Set;

/** Whether a call may have an effect at the provider. */
public enum Kind {
    /** Has none: it may be repeated, and given up when the client goes away. */
    READ,
    /** May move money: it is sent again only if that is safe, and finished even if the client goes away. */
    WRITE;

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    /** What RFC 9110 section 9.2.1 says of {@code method}: safe methods read, all others write. */
    static Kind of(String method) {
        return SAFE.contains(method) ? READ : WRITE;
    }
}
