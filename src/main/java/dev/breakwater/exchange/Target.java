package dev.breakwater.exchange;

/**
 * Where a request goes, as received and never normalised: {@code /{provider}{path}?{query}}.
 *
 * @param provider the first segment
 * @param path the rest of the path with its leading slash, percent-encoding as received
 * @param pathAndQuery the path, and behind it {@code ?} and the query if there is one
 * @param special which of {@code ; \ /} the path holds in a form that only some routes allow: {@code ;} and
 *     {@code %3b}, {@code \} and {@code %5c}, {@code //} and {@code %2f}
 */
public record Target(String provider, String path, String pathAndQuery, String special) {

    /** Splits an origin-form target; what it may contain has been checked. */
    public static Target of(String uri, String special) {
        int query = uri.indexOf('?');
        int end = query < 0 ? uri.length() : query;
        int slash = uri.indexOf('/', 1);
        if (slash < 0 || slash > end) {
            return new Target(uri.substring(1, end), "/", "/" + uri.substring(end), special);
        }
        return new Target(uri.substring(1, slash), uri.substring(slash, end), uri.substring(slash), special);
    }
}
