package dev.breakwater.ops;

import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.Switch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/v1/switches}: what can be switched off at run time. Looking needs any role, changing the role
 * {@code operator}.
 */
@Path("/ops/v1/switches")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Switches")
public class SwitchesResource {

    private static final String NAME = "`retries`, `queue`, `stale`, `coalescing` or `drain`.";

    private final OrderDesk desk;

    @Inject
    SwitchesResource(OrderDesk desk) {
        this.desk = desk;
    }

    /** What there is, and what is ordered of it: all else is on. */
    @RegisterForReflection
    record SwitchesView(List<String> names, List<OrderView> orders) {}

    @GET
    @Operation(summary = "Which switches there are, and what is ordered of them")
    public SwitchesView all() {
        return new SwitchesView(
                Arrays.stream(Switch.values()).map(Settings::word).toList(), desk.all(Lever.Kind.SWITCH));
    }

    @GET
    @Path("/{name}/{scope:.+}")
    @Operation(summary = "What stands of a switch for a scope")
    @APIResponseSchema(value = OrderView.class, responseDescription = "The order in force; its `ETag` is its version.")
    @APIResponse(responseCode = "404")
    public Response one(
            @Parameter(description = NAME) @PathParam("name") String name, @PathParam("scope") String scope) {
        return desk.one(lever(name, scope), name + "/" + scope);
    }

    @PUT
    @Path("/{name}/{scope:.+}")
    @Operation(summary = "Switch something off, or on", description = "Needs the role `operator`.")
    @APIResponseSchema(
            value = PlacedView.class,
            responseDescription = "What stands now, and which replicas obey. With `replica-only`, the order alone.")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "412",
            description = "Somebody else has changed it since you looked. Nothing was changed.")
    @APIResponse(
            responseCode = "503",
            description = "Other replicas cannot be told. What was last ordered stays in force.")
    public CompletionStage<Response> put(
            @Parameter(description = NAME) @PathParam("name") String name,
            @PathParam("scope") String scope,
            @Context ContainerRequestContext request,
            @Nullable OrderBody body) {
        return desk.put(lever(name, scope), name + "/" + scope, request, body);
    }

    @DELETE
    @Path("/{name}/{scope:.+}")
    @Operation(summary = "Take back what is ordered", description = "Needs the role `operator`.")
    @APIResponseSchema(
            value = PlacedView.class,
            responseDescription = "What stands now, and which replicas obey. With `replica-only`, the order alone.")
    @APIResponse(responseCode = "400")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "412",
            description = "Somebody else has changed it since you looked. Nothing was changed.")
    @APIResponse(
            responseCode = "503",
            description = "Other replicas cannot be told. What was last ordered stays in force.")
    public CompletionStage<Response> delete(
            @Parameter(description = NAME) @PathParam("name") String name,
            @PathParam("scope") String scope,
            @Context ContainerRequestContext request,
            @QueryParam("reason") @Nullable String reason) {
        return desk.delete(lever(name, scope), name + "/" + scope, request, reason);
    }

    private static @Nullable Lever lever(String name, String text) {
        OrderScope scope = OrderScope.parse(text);
        return scope == null
                ? null
                : Arrays.stream(Switch.values())
                        .filter(one -> Settings.word(one).equals(name))
                        .findFirst()
                        .map(one -> new Lever(one, scope))
                        .orElse(null);
    }
}
