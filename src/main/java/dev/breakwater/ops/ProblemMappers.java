package dev.breakwater.ops;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes a problem of whatever ends a request to the control plane: what is not there, not possible, or a bug. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int FIRST_SERVER_ERROR = 500;

    private static final int METHOD_NOT_ALLOWED = 405;

    private final Instance<AllowedMethods> allowed; // mappers are made at build time

    @Inject
    ProblemMappers(Instance<AllowedMethods> allowed) {
        this.allowed = allowed;
    }

    @ServerExceptionMapper
    Response ofRequest(WebApplicationException refused, ContainerRequestContext request) {
        Response answer = refused.getResponse();
        if (answer.getStatus() >= FIRST_SERVER_ERROR) {
            return ofBug(refused);
        }
        Response.ResponseBuilder problem = OpsProblem.answer(answer.getStatus(), detail(answer.getStatus()));
        if (answer.getStatus() == METHOD_NOT_ALLOWED) {
            problem.header(
                    HttpHeaders.ALLOW,
                    allowed.get().at(request.getUriInfo().getRequestUri().getPath()));
        }
        return problem.build();
    }

    @ServerExceptionMapper
    Response ofRefusal(Refused refused) {
        return refused.answer();
    }

    /** Nothing of a bug leaves the house; the log line has it all. */
    @ServerExceptionMapper
    Response ofBug(Throwable bug) {
        LOG.error("a bug ended a request to the control plane", bug);
        return OpsProblem.answer(FIRST_SERVER_ERROR, "A fault of ours ended this request; the log says which.")
                .build();
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not take this method.";
            case 406 -> "The control plane answers with JSON; accept application/json.";
            case 415 -> "The control plane takes JSON; send application/json.";
            default -> "The request cannot be understood.";
        };
    }
}
