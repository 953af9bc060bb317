package dev.breakwater.ops;

import dev.breakwater.pipeline.Tally;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /ops/v1/providers}: each provider's settings as in force and the state of its guards. */
@Path("/ops/v1/providers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status")
public class ProvidersResource {

    private final Providers providers;
    private final Tally tally;

    @Inject
    ProvidersResource(Providers providers, Tally tally) {
        this.providers = providers;
        this.tally = tally;
    }

    @GET
    @Operation(summary = "Each provider's settings as in force, without secrets")
    public List<ProviderView> all() {
        return providers.all().stream()
                .map(provider -> ProviderView.of(provider, tally))
                .sorted(Comparator.comparing(ProviderView::name))
                .toList();
    }

    @GET
    @Path("/{provider}")
    @Operation(summary = "One provider's settings as in force, without secrets")
    @APIResponseSchema(value = ProviderView.class, responseDescription = "Its settings.")
    @APIResponse(responseCode = "404")
    public Response one(@Parameter(description = "The name of a provider.") @PathParam("provider") String name) {
        for (Provider provider : providers.all()) {
            if (provider.settings().name().equals(name)) {
                return Response.ok(ProviderView.of(provider, tally)).build();
            }
        }
        return OpsProblem.answer(404, "No provider '" + name + "' is configured.")
                .build();
    }
}
