package dev.breakwater.ops;

import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /ops/v1/status} and {@code /ops/v1/events}: the one page of truth, once or every second. Any role may look.
 */
@Path("/ops/v1")
@Tag(name = "Status")
public class StatusResource {

    private final LiveStatus status;
    private final Watchers watchers;

    @Inject
    StatusResource(LiveStatus status, Watchers watchers) {
        this.status = status;
        this.watchers = watchers;
    }

    @GET
    @Path("/status")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What is wrong, since when, and what is done about it")
    @APIResponseSchema(value = StatusView.class, responseDescription = "All that is known now.")
    public CompletionStage<Response> status() {
        return status.now()
                .thenApply(view ->
                        Response.ok(view).header("Cache-Control", "no-store").build());
    }

    /** The same every second, as an event {@code status}, until the watcher goes or this replica stops. */
    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "The status every second, until you go or this replica stops")
    @APIResponse(
            responseCode = "200",
            description = "Server-sent events named `status`; the data of each is what `/ops/v1/status` answers.",
            content = @Content(schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "503", description = "As many watch this replica as may.")
    public Multi<OutboundSseEvent> events(@Context Sse sse, @Context RoutingContext request) {
        return watchers.watch(sse, request);
    }
}
