package dev.breakwater.ops.console;

import dev.breakwater.ops.AccessTrail;
import dev.breakwater.ops.Operator;
import dev.breakwater.ops.Operator.Role;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.Context;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of somebody who is logged in. */
final class Visit {

    private final RoutingContext request;
    private final Session session;
    private final AccessTrail trail;
    private final Context context;

    Visit(RoutingContext request, Session session, AccessTrail trail) {
        this.request = request;
        this.session = session;
        this.trail = trail;
        this.context = request.vertx().getOrCreateContext();
    }

    Operator operator() {
        return session.operator();
    }

    Session session() {
        return session;
    }

    RoutingContext request() {
        return request;
    }

    boolean has(Role role) {
        return operator().roles().contains(role);
    }

    Page page(String title, String section) {
        return new Page(title, section, operator().name(), session.csrf(), has(Role.OPERATOR), has(Role.AUDITOR));
    }

    /** A field of the form that was sent, or of the query, without spaces around it; empty if it is missing. */
    String field(String name) {
        String sent = request.request().getFormAttribute(name);
        if (sent == null) {
            sent = request.request().getParam(name);
        }
        return sent == null ? "" : sent.strip();
    }

    String pathParam(String name) {
        String value = request.pathParam(name);
        return value == null ? "" : value;
    }

    static String address(RoutingContext request) {
        SocketAddress from = request.request().remoteAddress();
        return from == null ? "unknown" : from.hostAddress();
    }

    void show(int status, TemplateInstance contents) {
        Html.show(request, status, contents);
    }

    void refuse(int status, String title, String detail) {
        show(status, Pages.refused(page(title, ""), status, title, detail));
    }

    /** Whether the operator has the role; who has not is told so. */
    boolean may(Role role, String word) {
        if (!has(role)) {
            trail.forbidden(
                    operator().name(),
                    address(request),
                    request.request().method() + " " + request.request().path());
            refuse(403, "Not allowed", "This needs the role '" + word + "'.");
            return false;
        }
        return true;
    }

    void go(String address) {
        request.response().setStatusCode(303).putHeader("Location", address).end();
    }

    /** Goes on with what was asked of the store, on this request's thread; if it cannot be asked, says so. */
    <T extends @Nullable Object> void then(CompletionStage<T> asked, Consumer<T> next) {
        asked.whenComplete((found, failed) -> context.runOnContext(now -> {
            try {
                if (failed == null) {
                    next.accept(found);
                } else {
                    Failure.show(
                            this,
                            failed instanceof CompletionException && failed.getCause() != null
                                    ? failed.getCause()
                                    : failed);
                }
            } catch (RuntimeException bug) {
                request.fail(bug);
            }
        }));
    }
}
