package dev.breakwater.ops;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody in who has not shown an operator's key, not even to learn what there is. It runs for every request that
 * is not for health, before any is matched, and knows no paths, so that no spelling of a path gets around it. Every
 * role may look; changes ask for more.
 */
@Provider
@PreMatching
class OperatorLogin implements ContainerRequestFilter {

    private static final String BEARER = "Bearer ";
    private static final String OPERATOR = Operator.class.getName();

    private final Instance<OperatorDirectory> operators; // filters are made at build time, operators at start

    @Inject
    OperatorLogin(Instance<OperatorDirectory> operators) {
        this.operators = operators;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        Operator operator = find(authorization);
        request.setProperty(OPERATOR, operator);
        if (operator == null) {
            request.abortWith(OpsProblem.answer(401, "Send an operator key as Authorization: Bearer <key>.")
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"breakwater-ops\"")
                    .build());
        }
    }

    /** Who has shown a key with this request, which has been let in. */
    static Operator operator(ContainerRequestContext request) {
        return (Operator) request.getProperty(OPERATOR);
    }

    private @Nullable Operator find(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return null;
        }
        return operators.get().find(authorization.substring(BEARER.length()).strip());
    }
}
