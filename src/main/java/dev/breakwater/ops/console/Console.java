package dev.breakwater.ops.console;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The console's addresses. They are apart from those of the REST API, which takes no cookie: whoever is logged in here
 * is nobody there.
 */
@Singleton
class Console {

    private static final Logger LOG = Logger.getLogger(Console.class);
    private static final long FORM_MAX = 16 * 1024; // bytes

    private final Door door;
    private final Assets assets;
    private final OverviewPage overview;
    private final LeverPage lever;
    private final WritesPage writes;
    private final DeadLettersPage dead;
    private final AuditPages audit;

    @Inject
    Console(
            Door door,
            Assets assets,
            OverviewPage overview,
            LeverPage lever,
            WritesPage writes,
            DeadLettersPage dead,
            AuditPages audit) {
        this.door = door;
        this.assets = assets;
        this.overview = overview;
        this.lever = lever;
        this.writes = writes;
        this.dead = dead;
        this.audit = audit;
    }

    void open(@Observes Router router) {
        router.route("/console*").handler(Html::guard).failureHandler(Console::failed);
        router.get("/console/assets/:name").handler(assets::serve);
        router.post("/console/*").handler(BodyHandler.create(false).setBodyLimit(FORM_MAX));
        router.get(Door.LOGIN).handler(door::showLogin);
        router.post(Door.LOGIN).handler(door::logIn);
        post(router, "/console/logout", door::logOut);
        get(router, "/console", overview::show);
        get(router, "/console/events", overview::watch);
        get(router, "/console/lever", lever::form);
        post(router, "/console/lever/confirm", lever::confirm);
        post(router, "/console/lever", lever::move);
        get(router, "/console/writes", writes::list);
        get(router, "/console/writes/:id", writes::one);
        post(router, "/console/writes/:id/confirm", writes::confirm);
        post(router, "/console/writes/:id", writes::decide);
        post(router, "/console/dead-letters/confirm", dead::confirm);
        post(router, "/console/dead-letters", dead::replay);
        get(router, "/console/audit", audit::list);
        post(router, "/console/audit/verify", audit::verify);
        router.route("/console/*")
                .handler(request -> door.guard(
                        request, visit -> visit.refuse(404, "Nothing here", "There is nothing at this address.")));
    }

    private void get(Router router, String path, Consumer<Visit> page) {
        router.get(path).handler(request -> door.guard(request, page));
    }

    private void post(Router router, String path, Consumer<Visit> page) {
        router.post(path).handler(request -> door.guard(request, page));
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode() < 400 ? 500 : request.statusCode();
        if (status >= 500) {
            LOG.error("a bug ended a request to the console", request.failure());
        }
        if (request.response().headWritten()) {
            request.request().connection().close();
        } else {
            Html.show(
                    request,
                    status,
                    Pages.refused(
                            new Page("Not done", "", null, "", false, false),
                            status,
                            "Not done",
                            status < 500
                                    ? "The request cannot be understood."
                                    : "A fault of ours ended this request; the log says which."));
        }
    }
}
