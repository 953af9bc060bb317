package dev.breakwater.ops.console;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;

/** A page as an answer. */
final class Html {

    /** Nothing but our own files: no inline script or style, no other site, no frame. Forms go to ourselves only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private Html() {}

    /** What each answer of the console carries, whatever it is. */
    static void guard(RoutingContext request) {
        request.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                // not "no-referrer": browsers would then hide a form's origin from us
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                .putHeader("Cache-Control", "no-store");
        request.next();
    }

    static void show(RoutingContext request, int status, TemplateInstance contents) {
        if (!request.response().ended()) {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end(contents.render());
        }
    }
}
