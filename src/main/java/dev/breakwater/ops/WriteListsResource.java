package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.route.ProviderSettings;
import dev.breakwater.upstream.Provider;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.WriteSearch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /ops/v1/writes} and {@code /ops/v1/unknowns}: what waits, page by page. Any role may look. */
@Path("/ops/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Writes")
public class WriteListsResource {

    private static final String PROVIDER = "Writes of this provider only.";
    private static final String ROUTE = "Writes of this route only; with its `provider`.";
    private static final String LANE = "Writes with this ordering key only.";
    private static final String BEFORE = "The next page: what a page has as `next`.";
    private static final String LIMIT = "How many at the most: 1 to 1000; 100 if it is missing.";

    private final QueueDoor door;
    private final Providers providers;
    private final Ticker ticker = Ticker.system();

    @Inject
    WriteListsResource(QueueDoor door, Providers providers) {
        this.door = door;
        this.providers = providers;
    }

    /** Writes, the newest first; {@code next} is {@code before} of the next page, null if this was the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record Page(List<WriteView> writes, @Nullable String next) {
        static Page of(WriteSearch.Page page) {
            return new Page(page.writes().stream().map(WriteView::of).toList(), page.next());
        }
    }

    @GET
    @Path("/writes")
    @Operation(
            summary = "Writes in one state, the newest first",
            description = "Follow `next` until there is none. A write that is in this state all the while is met once."
                    + " A page looks at a bounded number of writes: if few of them are wanted, it may be short and yet"
                    + " have a `next`.")
    @APIResponseSchema(value = Page.class, responseDescription = "A page of them.")
    @APIResponse(responseCode = "400")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> list(
            @Parameter(description = "`pending`, `leased`, `parked` or `dead`.")
                    @QueryParam("state")
                    @DefaultValue("pending")
                    String state,
            @Parameter(description = PROVIDER) @QueryParam("provider") @Nullable String provider,
            @Parameter(description = ROUTE) @QueryParam("route") @Nullable String route,
            @Parameter(description = LANE) @QueryParam("lane") @Nullable String lane,
            @Parameter(description = BEFORE) @QueryParam("before") @Nullable String before,
            @Parameter(description = LIMIT) @QueryParam("limit") @Nullable String limit) {
        return pages(new SearchWords(state, provider, route, lane, limit, before), Page::of);
    }

    /** The same of what nobody knows the outcome of. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record UnknownPage(List<UnknownView> writes, @Nullable String next) {}

    /** What may have been executed and waits for a lookup or a person. */
    @GET
    @Path("/unknowns")
    @Operation(
            summary = "What may have been executed and waits for a lookup or a person, with what was tried",
            description = "The last parked first. Follow `next` until there is none.")
    @APIResponseSchema(value = UnknownPage.class, responseDescription = "A page of them.")
    @APIResponse(responseCode = "400")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> unknowns(
            @Parameter(description = PROVIDER) @QueryParam("provider") @Nullable String provider,
            @Parameter(description = ROUTE) @QueryParam("route") @Nullable String route,
            @Parameter(description = LANE) @QueryParam("lane") @Nullable String lane,
            @Parameter(description = BEFORE) @QueryParam("before") @Nullable String before,
            @Parameter(description = LIMIT) @QueryParam("limit") @Nullable String limit) {
        return pages(new SearchWords("parked", provider, route, lane, limit, before), page -> {
            Set<String> askable = providers.all().stream()
                    .map(Provider::settings)
                    .filter(one -> !one.contract().lookups().isEmpty())
                    .map(ProviderSettings::name)
                    .collect(Collectors.toSet());
            Instant now = ticker.now();
            return new UnknownPage(
                    page.writes().stream()
                            .map(one -> UnknownView.of(
                                    one, askable.contains(one.scope().provider()), now))
                            .toList(),
                    page.next());
        });
    }

    private CompletionStage<Response> pages(SearchWords words, Function<WriteSearch.Page, Object> view) {
        String fault = words.fault(providers);
        if (fault != null) {
            return CompletableFuture.completedFuture(
                    OpsProblem.answer(400, fault).build());
        }
        return door.with(queue -> queue.ask(all -> WriteSearch.page(all, words.query(), words.before()))
                .thenApply(page -> Response.ok(view.apply(page)).build()));
    }
}
