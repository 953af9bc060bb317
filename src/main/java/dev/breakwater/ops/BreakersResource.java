package dev.breakwater.ops;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.Settings;
import dev.breakwater.mode.Lever;
import dev.breakwater.mode.OrderScope;
import dev.breakwater.upstream.Providers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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
 * {@code /ops/v1/breakers}: forces breakers open on all replicas, and resets them. Looking needs any role, changing the
 * role {@code operator}.
 */
@Path("/ops/v1/breakers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Circuit breakers")
public class BreakersResource {

    private final OrderDesk desk;
    private final Providers providers;

    @Inject
    BreakersResource(OrderDesk desk, Providers providers) {
        this.desk = desk;
        this.providers = providers;
    }

    /** What is forced open, and the breaker of each route as it is on this replica. */
    @RegisterForReflection
    record BreakersView(List<OrderView> orders, List<BreakerView> breakers) {}

    /**
     * One breaker.
     *
     * @param lasting for how many seconds it has been in that state
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record BreakerView(String scope, String state, long lasting) {}

    @GET
    @Operation(summary = "What is forced open, and each breaker as it is on this replica")
    public BreakersView all() {
        List<BreakerView> breakers = providers.breakers().entrySet().stream()
                .map(one -> new BreakerView(
                        one.getKey().toString(),
                        Settings.word(one.getValue().view()),
                        one.getValue().lasting().toSeconds()))
                .sorted(Comparator.comparing(BreakerView::scope))
                .toList();
        return new BreakersView(desk.all(Lever.Kind.BREAKER), breakers);
    }

    @GET
    @Path("/{scope:.+}")
    @Operation(summary = "What stands for the breakers of a scope")
    @APIResponseSchema(value = OrderView.class, responseDescription = "The order in force; its `ETag` is its version.")
    @APIResponse(responseCode = "404")
    public Response one(@PathParam("scope") String text) {
        OrderScope scope = OrderScope.parse(text);
        return desk.one(scope == null ? null : Lever.breaker(scope), text);
    }

    @POST
    @Path("/{scope:.+}/open")
    @Operation(summary = "Force breakers open", description = "Needs the role `operator`.")
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
    public CompletionStage<Response> open(
            @PathParam("scope") String scope, @Context ContainerRequestContext request, @Nullable OrderBody body) {
        return desk.force(scope, request, body, true);
    }

    @POST
    @Path("/{scope:.+}/reset")
    @Operation(summary = "Reset breakers", description = "Needs the role `operator`.")
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
    public CompletionStage<Response> reset(
            @PathParam("scope") String scope, @Context ContainerRequestContext request, @Nullable OrderBody body) {
        return desk.force(scope, request, body, false);
    }
}
