package dev.breakwater.ops;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody at a resource who has not shown an operator's key. It runs after routing and knows no paths, so that no
 * spelling of a path gets around it. Every role may look; changes ask for more.
 */
@Provider
class OperatorLogin implements ContainerRequestFilter {

    private static final String BEARER = "Bearer ";

    private final Instance<OperatorDirectory> operators; // filters are made at build time, operators at start

    @Inject
    OperatorLogin(Instance<OperatorDirectory> operators) {
        this.operators = operators;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (find(authorization) == null) {
            request.abortWith(Response.status(Response.Status.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"breakwater-ops\"")
                    .type(MediaType.valueOf("application/problem+json"))
                    .entity(new OpsProblem(
                            "about:blank",
                            "The operator key is missing or unknown",
                            401,
                            "Send an operator key as Authorization: Bearer <key>."))
                    .build());
        }
    }

    private @Nullable Operator find(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return operators.get().find(authorization.substring(BEARER.length()).strip());
    }
}
