package dev.breakwater.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.exchange.WriteId;
import dev.breakwater.ops.DeadLetters.Replayed;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.upstream.Providers;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.WriteSearch;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** {@code /ops/v1/dead-letters/replay}: puts dead letters back, many at a time. Needs the role {@code operator}. */
@Path("/ops/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Writes")
public class DeadLettersResource {

    private final QueueDoor door;
    private final Providers providers;

    @Inject
    DeadLettersResource(QueueDoor door, Providers providers) {
        this.door = door;
        this.providers = providers;
    }

    /** What came of it; {@code next} is missing if there are no more. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    record ReplayView(
            boolean dryRun,
            int matched,
            int replayed,
            List<SkippedView> skipped,
            List<String> writes,
            @Nullable String next) {

        static ReplayView of(Replayed done, boolean dryRun) {
            return new ReplayView(
                    dryRun,
                    done.matched().size(),
                    done.replayed().size(),
                    done.skipped().stream().map(SkippedView::of).toList(),
                    (dryRun ? done.matched() : done.replayed())
                            .stream().map(WriteId::toString).toList(),
                    done.next());
        }
    }

    /** One that was left alone. */
    @RegisterForReflection
    record SkippedView(String id, String why) {
        static SkippedView of(WriteId id) {
            return new SkippedView(id.toString(), "it was dead no more: somebody was faster");
        }
    }

    @POST
    @Path("/replay")
    @Operation(
            summary = "Put dead letters back, many at a time",
            description = "Needs the role `operator`. The oldest first, and each as if it were put back alone. While"
                    + " the answer has a `next` there may be more. `writes` are those that were put back; with"
                    + " `dry_run` those that would be.")
    @APIResponseSchema(value = ReplayView.class, responseDescription = "What was done.", responseCode = "200")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "503",
            description = "The store cannot be asked; `detail` says how many had been put back by then.")
    public CompletionStage<Response> replay(@Context ContainerRequestContext request, @Nullable DeadLettersOrder body) {
        Operator operator = OperatorLogin.operator(request);
        if (!operator.roles().contains(Role.OPERATOR)) {
            return now(OpsProblem.answer(403, "This needs the role 'operator'.").build());
        }
        DeadLettersOrder order = body == null ? DeadLettersOrder.EMPTY : body;
        String fault = order.fault(providers);
        if (fault != null) {
            return now(OpsProblem.answer(400, fault).build());
        }
        WriteSearch.Query query = order.query();
        WriteOrder each = order.single();
        Decision decision = new Decision(operator.name(), each.why());
        return door.with(queue -> queue.ask(all -> order.isDryRun()
                        ? DeadLetters.tried(all, query, order.next())
                        : DeadLetters.replayed(all, query, order.next(), each.wanted(), decision))
                .thenApply(done -> answer(done, order.isDryRun())));
    }

    private static Response answer(Replayed done, boolean dryRun) {
        Throwable failed = done.failed();
        return failed == null
                ? Response.ok(ReplayView.of(done, dryRun)).build()
                : OpsProblem.storeUnavailable("The store cannot be asked any more: " + failed.getMessage() + ". "
                                + done.replayed().size() + " of "
                                + done.matched().size()
                                + " had been put back by then, and of one more nobody knows.")
                        .build();
    }

    private static CompletionStage<Response> now(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
