package dev.breakwater.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody in who has not shown an operator's key, not even to learn what there is. It runs for every request that
 * is not for health, before any is matched, and knows no paths, so that no spelling of a path gets around it. Every
 * role may look; changes ask for more. Who guesses is answered later and later; who is refused is on record.
 */
class OperatorLogin {

    private static final String BEARER = "Bearer ";
    private static final String OPERATOR = Operator.class.getName();
    private static final String ADDRESS = OperatorLogin.class.getName();
    private static final int FORBIDDEN = 403;
    private static final int WAITING_MAX = 100;

    private final Instance<OperatorDirectory> operators; // filters are made at build time, operators at start
    private final Instance<AccessTrail> trail;
    private final Vertx vertx;
    private final AtomicInteger waiting = new AtomicInteger();

    @Inject
    OperatorLogin(Instance<OperatorDirectory> operators, Instance<AccessTrail> trail, Vertx vertx) {
        this.operators = operators;
        this.trail = trail;
        this.vertx = vertx;
    }

    /** Gives the refusal, or null to whoever is let in. */
    @ServerRequestFilter(preMatching = true)
    public @Nullable Uni<Response> letIn(ContainerRequestContext request, RoutingContext routing) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Operator operator = find(authorization);
        String address = address(routing);
        request.setProperty(OPERATOR, operator);
        request.setProperty(ADDRESS, address);
        if (operator != null) {
            return null;
        }
        trail.get().loginFailed(address, what(request));
        Response answer = OpsProblem.answer(401, "Send an operator key as Authorization: Bearer <key>.")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"breakwater-ops\"")
                .build();
        Duration wait = authorization == null ? Duration.ZERO : trail.get().guessed(address);
        return wait.isZero() ? Uni.createFrom().item(answer) : later(answer, wait);
    }

    /** Tells of those who are known and wanted too much. */
    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext answer) {
        Operator operator = operator(request);
        if (answer.getStatus() == FORBIDDEN && operator != null) {
            trail.get().forbidden(operator.name(), String.valueOf(request.getProperty(ADDRESS)), what(request));
        }
    }

    /** Who has shown a key with this request, which has been let in. */
    static Operator operator(ContainerRequestContext request) {
        return (Operator) request.getProperty(OPERATOR);
    }

    /** No thread waits with it; but memory does, so that there is a bound. */
    private Uni<Response> later(Response answer, Duration wait) {
        if (waiting.incrementAndGet() > WAITING_MAX) {
            waiting.decrementAndGet();
            return Uni.createFrom()
                    .item(OpsProblem.answer(429, "Too many wrong keys at once; a right one is let in at any time.")
                            .header(HttpHeaders.RETRY_AFTER, "2")
                            .build());
        }
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(wait.toMillis(), id -> {
                    waiting.decrementAndGet();
                    emitter.complete(answer);
                }));
    }

    private static String what(ContainerRequestContext request) {
        return request.getMethod() + " " + request.getUriInfo().getRequestUri().getRawPath();
    }

    private static String address(RoutingContext routing) {
        return routing.request().remoteAddress() == null
                ? "unknown"
                : routing.request().remoteAddress().hostAddress();
    }

    private @Nullable Operator find(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return operators.get().find(authorization.substring(BEARER.length()).strip());
    }
}
