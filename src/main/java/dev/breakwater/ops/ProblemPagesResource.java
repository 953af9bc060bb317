package dev.breakwater.ops;

import dev.breakwater.exchange.ProblemPages;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

/** {@code /-/problems/{name}}: what the {@code type} of a problem leads to, on this plane as on the other. */
@Path(ProblemPages.PATH)
public class ProblemPagesResource {

    private final ProblemPages pages = new ProblemPages();

    @GET
    @Path("/{name}")
    public Response one(@PathParam("name") String name) {
        String page = pages.page(name);
        return page == null
                ? OpsProblem.answer(404, "There is no problem of this name.").build()
                : Response.ok(page, "text/markdown; charset=utf-8").build();
    }
}
