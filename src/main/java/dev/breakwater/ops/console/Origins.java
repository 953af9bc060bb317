package dev.breakwater.ops.console;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** Whether a form was sent from one of our own pages. Every browser says so; who says nothing is no browser. */
final class Origins {

    private Origins() {}

    static boolean isOwn(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return (site != null || origin != null)
                && (site == null || site.equals("same-origin"))
                && (origin == null || isHost(origin, request.authority()));
    }

    /** The scheme is not compared: a proxy in front may have taken TLS away. */
    private static boolean isHost(String origin, @Nullable HostAndPort own) {
        int slashes = origin.indexOf("://");
        return own != null && slashes > 0 && origin.substring(slashes + 3).equalsIgnoreCase(own.toString());
    }
}
