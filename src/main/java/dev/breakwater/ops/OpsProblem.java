package dev.breakwater.ops;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;

/**
 * An error of the control plane as {@code application/problem+json} (RFC 9457). Its type is {@code about:blank}: the
 * status says it all, and {@code detail} the particulars.
 */
record OpsProblem(String type, String title, int status, String detail) {

    private static final MediaType PROBLEM_JSON = MediaType.valueOf("application/problem+json");

    /** An answer with this problem, to which headers may be added. */
    static Response.ResponseBuilder answer(int status, String detail) {
        Status known = Status.fromStatusCode(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        return Response.status(status)
                .type(PROBLEM_JSON)
                .header("Cache-Control", "no-store")
                .entity(new OpsProblem("about:blank", title, status, detail));
    }
}
