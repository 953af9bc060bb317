package dev.breakwater.ops;

import dev.breakwater.exchange.ProblemPages;
import dev.breakwater.exchange.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jspecify.annotations.Nullable;

/**
 * An error of the control plane as {@code application/problem+json} (RFC 9457). {@code type} leads to its page; a
 * status that has none says it all, and its type is {@code about:blank}.
 */
@RegisterForReflection
record OpsProblem(String type, String title, int status, String detail) {

    private static final MediaType PROBLEM_JSON = MediaType.valueOf("application/problem+json");

    /** An answer with this problem, to which headers may be added. */
    static Response.ResponseBuilder answer(int status, String detail) {
        return answer(status, typeOf(status), detail);
    }

    /** The store cannot be asked for now. */
    static Response.ResponseBuilder storeUnavailable(String detail) {
        return answer(503, ProblemType.STORE_UNAVAILABLE, detail).header("Retry-After", "1");
    }

    private static Response.ResponseBuilder answer(int status, @Nullable ProblemType type, String detail) {
        return Response.status(status)
                .type(PROBLEM_JSON)
                .header("Cache-Control", "no-store")
                .entity(
                        type == null
                                ? new OpsProblem("about:blank", phrase(status), status, detail)
                                : new OpsProblem(ProblemPages.PATH + type.slug(), type.title(), status, detail));
    }

    private static @Nullable ProblemType typeOf(int status) {
        return switch (status) {
            case 400 -> ProblemType.MALFORMED_REQUEST;
            case 401 -> ProblemType.OPERATOR_UNKNOWN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 412 -> ProblemType.ORDER_CHANGED;
            case 413 -> ProblemType.BODY_TOO_LARGE;
            case 415 -> ProblemType.MEDIA_TYPE_UNSUPPORTED;
            case 500 -> ProblemType.INTERNAL;
            default -> null;
        };
    }

    private static String phrase(int status) {
        Status known = Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
