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
 * Lets nobody in who has not shown an operator's key or token, not even to learn what there is. It runs for every
 * request that is not for health, before any is matched, and knows no paths, so that no spelling of a path gets around
 * it. Every role may look; changes ask for more. Who guesses is answered later and later; who is refused is on record.
 */
class OperatorLogin {

    private static final String BEARER = "Bearer ";
    private static final String OPERATOR = Operator.class.getName();
    private static final String ADDRESS = OperatorLogin.class.getName();
    private static final int FORBIDDEN = 403;
    private static final int WAITING_MAX = 100;

    private final Instance<OperatorDirectory> operators; // filters are made at build time, operators at start
    private final Instance<TokenLogin> tokens;
    private final Instance<AccessTrail> trail;
    private final Vertx vertx;
    private final AtomicInteger waiting = new AtomicInteger();

    @Inject
    OperatorLogin(
            Instance<OperatorDirectory> operators,
            Instance<TokenLogin> tokens,
            Instance<AccessTrail> trail,
            Vertx vertx) {
        this.operators = operators;
        this.tokens = tokens;
        this.trail = trail;
        this.vertx = vertx;
    }

    /** Gives the refusal, or null to whoever is let in. */
    @ServerRequestFilter(preMatching = true)
    public @Nullable Uni<Response> letIn(ContainerRequestContext request, RoutingContext routing) {
        String shown = shown(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        request.setProperty(ADDRESS, address(routing));
        Operator operator = shown == null ? null : operators.get().find(shown);
        request.setProperty(OPERATOR, operator);
        if (operator != null) {
            return null;
        }
        return shown != null && TokenLogin.isToken(shown)
                ? tokens.get()
                        .find(routing)
                        .onItemOrFailure()
                        .transformToUni((found, failed) -> failed == null
                                ? byToken(request, found.orElse(null))
                                : Uni.createFrom().item(untold(request)))
                : unknown(request, shown != null);
    }

    /** Whoever a token was given to, if it is good. */
    private Uni<Response> byToken(ContainerRequestContext request, @Nullable Operator operator) {
        if (operator == null) {
            return unknown(request, true);
        }
        request.setProperty(OPERATOR, operator);
        return operator.roles().isEmpty()
                ? Uni.createFrom()
                        .item(OpsProblem.answer(403, "This token says none of the roles viewer, operator and auditor.")
                                .build())
                : Uni.createFrom().nullItem();
    }

    private Uni<Response> unknown(ContainerRequestContext request, boolean guessed) {
        String address = address(request);
        trail.get().loginFailed(address, what(request));
        Response answer = OpsProblem.answer(
                        401,
                        "Send an operator key, or a good token where these are taken, as Authorization: Bearer <key>.")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"breakwater-ops\"")
                .build();
        Duration wait = guessed ? trail.get().guessed(address) : Duration.ZERO;
        return wait.isZero() ? Uni.createFrom().item(answer) : later(answer, wait);
    }

    /** Nobody can tell whether a token is good. */
    private Response untold(ContainerRequestContext request) {
        trail.get().loginFailed(address(request), what(request));
        return OpsProblem.answer(
                        503, "The issuer of tokens cannot be asked for now; an operator's key is let in at any time.")
                .header(HttpHeaders.RETRY_AFTER, "5")
                .build();
    }

    /** Tells of those who are known and wanted too much. */
    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext answer) {
        Operator operator = operator(request);
        if (answer.getStatus() == FORBIDDEN && operator != null) {
            trail.get().forbidden(operator.name(), address(request), what(request));
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

    private static String address(ContainerRequestContext request) {
        return String.valueOf(request.getProperty(ADDRESS));
    }

    private static String address(RoutingContext routing) {
        return routing.request().remoteAddress() == null
                ? "unknown"
                : routing.request().remoteAddress().hostAddress();
    }

    /** The key or token in {@code authorization}; empty if it is of another kind, null if there is none. */
    private static @Nullable String shown(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
    }
}
