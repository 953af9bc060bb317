package dev.breakwater.ops;

import dev.breakwater.exchange.ProblemPages;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /-/problems/{name}}: what the {@code type} of a problem leads to, on this plane as on the other. */
@Path(ProblemPages.PATH)
@Tag(name = "This API")
public class ProblemPagesResource {

    private final ProblemPages pages = new ProblemPages();

    @GET
    @Path("/{name}")
    @Operation(summary = "What the type of a problem leads to")
    @APIResponse(
            responseCode = "200",
            description = "A page in Markdown.",
            content = @Content(mediaType = "text/markdown"))
    @APIResponse(responseCode = "404")
    public Response one(@Parameter(description = "The name of a problem.") @PathParam("name") String name) {
        String page = pages.page(name);
        return page == null
                ? OpsProblem.answer(404, "There is no problem of this name.").build()
                : Response.ok(page, "text/markdown; charset=utf-8").build();
    }
}
