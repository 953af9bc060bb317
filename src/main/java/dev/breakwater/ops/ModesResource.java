package dev.breakwater.ops;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Scope;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.mode.ReplicaLevers;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/v1/modes}: the lever that takes a provider out of the path, and hands it back. Looking needs any role,
 * changing the role {@code operator}.
 */
@Path("/ops/v1/modes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Modes")
public class ModesResource {

    private final OrderDesk desk;
    private final Instance<ReplicaLevers> levers;
    private final Providers providers;

    @Inject
    ModesResource(OrderDesk desk, Instance<ReplicaLevers> levers, Providers providers) {
        this.desk = desk;
        this.levers = levers;
        this.providers = providers;
    }

    /** What is ordered, and what comes of it. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record ModesView(List<OrderView> orders, List<InForce> inForce) {}

    /**
     * How a route is treated.
     *
     * @param state the mode; {@code auto (breaker open)} while its breaker keeps calls back on this replica, and for
     *     half a minute after that; {@code auto (breaker forced-open)} while an operator does
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record InForce(String scope, String state) {}

    @GET
    @Operation(summary = "What is ordered of modes, and what comes of it for each route")
    public ModesView all() {
        List<InForce> states = providers.all().stream()
                .flatMap(provider -> provider.routes().all().stream()
                        .map(route -> route.scope())
                        .distinct()
                        .map(scope -> new InForce(scope.toString(), state(provider, scope))))
                .sorted(Comparator.comparing(InForce::scope))
                .toList();
        return new ModesView(desk.all(Lever.Kind.MODE), states);
    }

    @GET
    @Path("/{scope:.+}")
    @Operation(summary = "What stands for a scope")
    @APIResponseSchema(value = OrderView.class, responseDescription = "The order in force; its `ETag` is its version.")
    @APIResponse(responseCode = "404")
    public Response one(@PathParam("scope") String scope) {
        return desk.one(lever(scope), scope);
    }

    @PUT
    @Path("/{scope:.+}")
    @Operation(summary = "Order a mode", description = "Needs the role `operator`.")
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
            @PathParam("scope") String scope, @Context ContainerRequestContext request, @Nullable OrderBody body) {
        return desk.put(lever(scope), scope, request, body);
    }

    @DELETE
    @Path("/{scope:.+}")
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
            @PathParam("scope") String scope,
            @Context ContainerRequestContext request,
            @QueryParam("reason") @Nullable String reason) {
        return desk.delete(lever(scope), scope, request, reason);
    }

    private String state(Provider provider, Scope scope) {
        return RouteState.of(
                levers.get().orders().about(null, scope), provider.guards(scope).breaker());
    }

    private static @Nullable Lever lever(String text) {
        OrderScope scope = OrderScope.parse(text);
        return scope == null ? null : Lever.mode(scope);
    }
}
