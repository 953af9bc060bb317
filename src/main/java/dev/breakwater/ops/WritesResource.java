package dev.breakwater.ops;

import dev.breakwater.exchange.WriteId;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.writequeue.Decision;
import dev.breakwater.writequeue.WriteQueue;
import io.vertx.core.Future;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/v1/writes/{id}}: one write with its timeline, and what an operator decides about it. Looking needs any
 * role, deciding the role {@code operator}.
 */
@Path("/ops/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Writes")
public class WritesResource {

    private static final String NONE = "No queued write has this id.";

    private final QueueDoor door;

    @Inject
    WritesResource(QueueDoor door) {
        this.door = door;
    }

    @GET
    @Path("/writes/{id}")
    @Operation(summary = "One write with its timeline")
    @APIResponseSchema(value = WriteView.class, responseDescription = "The write.")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> one(@PathParam("id") String id) {
        WriteId known = WriteId.parse(id);
        return known == null ? now(OpsProblem.answer(404, NONE).build()) : door.with(queue -> shown(queue, known));
    }

    /** Puts a dead letter back. */
    @POST
    @Path("/writes/{id}/replay")
    @Operation(summary = "Put a dead letter back", description = "Needs the role `operator`.")
    @APIResponseSchema(value = WriteView.class, responseDescription = "The write as it is now.")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "409",
            description = "The write is not in a state in which this is possible. Nothing was changed.")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> replay(
            @PathParam("id") String id, @Context ContainerRequestContext request, @Nullable WriteOrder order) {
        return change(
                id,
                request,
                order,
                "dead",
                (queue, what) -> queue.replay(what.id(), what.order().wanted(), what.decision()));
    }

    /** Gives a dead or parked write up for good. */
    @POST
    @Path("/writes/{id}/discard")
    @Operation(summary = "Give a dead or parked write up for good", description = "Needs the role `operator`.")
    @APIResponseSchema(value = WriteView.class, responseDescription = "The write as it is now.")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "409",
            description = "The write is not in a state in which this is possible. Nothing was changed.")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> discard(
            @PathParam("id") String id, @Context ContainerRequestContext request, @Nullable WriteOrder order) {
        return change(id, request, order, "dead or parked", (queue, what) -> queue.discard(what.id(), what.decision()));
    }

    /** Says what became of a parked write. */
    @POST
    @Path("/writes/{id}/resolve")
    @Operation(summary = "Say what became of a parked write", description = "Needs the role `operator`.")
    @APIResponseSchema(value = WriteView.class, responseDescription = "The write as it is now.")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "409",
            description = "The write is not in a state in which this is possible. Nothing was changed.")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> resolve(
            @PathParam("id") String id, @Context ContainerRequestContext request, @Nullable WriteOrder order) {
        String as = order == null || order.as() == null ? "" : order.as();
        if (isOperator(request) && !as.equals("delivered") && !as.equals("undone")) {
            return now(OpsProblem.answer(
                            400,
                            "'as' is 'delivered' (the provider executed it) or 'undone' (it surely did not: it is sent again).")
                    .build());
        }
        return change(
                id,
                request,
                order,
                "parked",
                (queue, what) -> as.equals("delivered")
                        ? queue.resolveDelivered(what.id(), null, what.decision())
                        : queue.resolveUndone(what.id(), what.decision()));
    }

    private static boolean isOperator(ContainerRequestContext request) {
        return OperatorLogin.operator(request).roles().contains(Role.OPERATOR);
    }

    /** An order that has been checked. */
    private record What(WriteId id, WriteOrder order, Decision decision) {}

    private CompletionStage<Response> change(
            String id,
            ContainerRequestContext request,
            @Nullable WriteOrder order,
            String from,
            BiFunction<WriteQueue, What, Future<Boolean>> step) {
        Operator operator = OperatorLogin.operator(request);
        if (!isOperator(request)) {
            return now(OpsProblem.answer(403, "This needs the role 'operator'.").build());
        }
        WriteOrder given = order == null ? new WriteOrder(null, null, null) : order;
        String fault = given.fault();
        if (fault != null) {
            return now(OpsProblem.answer(400, fault).build());
        }
        WriteId known = WriteId.parse(id);
        if (known == null) {
            return now(OpsProblem.answer(404, NONE).build());
        }
        What what = new What(known, given, new Decision(operator.name(), given.why()));
        return door.with(queue -> queue.ask(one -> step.apply(one, what))
                .thenCompose(done -> done
                        ? shown(queue, known)
                        : shown(queue, known).thenApply(present -> notPossible(present, from))));
    }

    private static Response notPossible(Response present, String from) {
        return present.getStatus() == 404
                ? present
                : OpsProblem.answer(
                                409, "Only a write that is " + from + " can be changed like this; look at it again.")
                        .build();
    }

    private static CompletionStage<Response> shown(OperatorQueue queue, WriteId id) {
        return queue.ask(one -> one.find(id))
                .thenApply(write -> write == null
                        ? OpsProblem.answer(404, NONE).build()
                        : Response.ok(WriteView.of(write)).build());
    }

    private static CompletionStage<Response> now(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
