package dev.breakwater.ops;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditQuery;
import dev.breakwater.audit.EventKind;
import dev.breakwater.exchange.MayBlock;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.store.StoreUnavailable;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/v1/audit}: what was decided, by whom and why, and what became of each write; its verification and its
 * export. All of it needs the role {@code auditor}.
 */
@Path("/ops/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Audit log")
public class AuditResource {

    private static final int LIMIT_MAX = 1000;
    private static final String NDJSON = "application/x-ndjson";
    private static final String PEM = "application/x-pem-file";

    private final Instance<Optional<AuditLog>> logs;

    @Inject
    AuditResource(Instance<Optional<AuditLog>> logs) {
        this.logs = logs;
    }

    /** Events, the newest first. */
    @GET
    @Operation(summary = "Events, the newest first", description = "Needs the role `auditor`.")
    @APIResponseSchema(value = AuditView.Page.class, responseDescription = "A page of them.")
    @APIResponse(responseCode = "400")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> list(
            @Context ContainerRequestContext request,
            @Parameter(description = "Events of this kind only, such as `mode-set`.") @QueryParam("kind") @Nullable
                    String kind,
            @Parameter(description = "Events of this actor only.") @QueryParam("actor") @Nullable String actor,
            @Parameter(description = "Events about this scope or write only.") @QueryParam("subject") @Nullable
                    String subject,
            @Parameter(description = "Events at this time (RFC 3339) or later.") @QueryParam("from") @Nullable
                    String from,
            @Parameter(description = "Events before this time (RFC 3339).") @QueryParam("to") @Nullable String to,
            @Parameter(description = "The page behind: what a page has as `next`.") @QueryParam("before") @Nullable
                    String before,
            @Parameter(description = "How many at the most: 1 to 1000.") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            return now(bad("'limit' is a number from 1 to " + LIMIT_MAX + "."));
        }
        EventKind wanted = Arrays.stream(EventKind.values())
                .filter(one -> one.word().equals(kind))
                .findFirst()
                .orElse(null);
        if (kind != null && wanted == null) {
            return now(bad("'kind' is one of "
                    + Arrays.stream(EventKind.values()).map(EventKind::word).collect(Collectors.joining(", ")) + "."));
        }
        if (before != null && !AuditLog.isCursor(before)) {
            return now(bad("'before' is what a page has as 'next'."));
        }
        if (isNoInstant(from) || isNoInstant(to)) {
            return now(bad("'from' and 'to' are written like 2026-01-31T04:00:00Z."));
        }
        AuditQuery query = new AuditQuery(wanted, actor, subject, instant(from), instant(to), before, limit);
        return with(
                request,
                log -> log.page(query)
                        .map(page -> Response.ok(AuditView.Page.of(page)).build())
                        .toCompletionStage());
    }

    /** How far each stream is sealed. */
    @GET
    @Path("/state")
    @Operation(summary = "How far each stream is sealed", description = "Needs the role `auditor`.")
    @APIResponse(
            responseCode = "200",
            description = "Each stream.",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = AuditView.State.class)))
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> state(@Context ContainerRequestContext request) {
        return with(
                request,
                log -> log.state()
                        .map(all -> Response.ok(
                                        all.stream().map(AuditView.State::of).toList())
                                .build())
                        .toCompletionStage());
    }

    /** Verifies the log in the store, from its first event to its last. */
    @GET
    @Path("/verify")
    @Blocking
    @MayBlock
    @Operation(
            summary = "Verify the log in the store, from its first event to its last",
            description = "Needs the role `auditor`.")
    @APIResponseSchema(value = AuditView.Verified.class, responseDescription = "What was found.")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public Response verify(@Context ContainerRequestContext request) {
        return blocking(
                request, log -> Response.ok(AuditView.Verified.of(log.verify())).build());
    }

    /** The whole log with its seals, for a place where nobody who operates this service can change it. */
    @GET
    @Path("/export")
    @Produces({NDJSON, MediaType.APPLICATION_JSON})
    @Blocking
    @MayBlock
    @Operation(summary = "The whole log with its seals", description = "Needs the role `auditor`.")
    @APIResponse(
            responseCode = "200",
            description = "A line for each event and seal.",
            content = @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public Response export(@Context ContainerRequestContext request) {
        return blocking(request, log -> {
            InputStream export = log.export();
            return Response.ok(export, NDJSON)
                    .header("Content-Disposition", "attachment; filename=\"audit.ndjson\"")
                    .header("Cache-Control", "no-store")
                    .build();
        });
    }

    /** The public half of the key that seals, in PEM. */
    @GET
    @Path("/key")
    @Produces({PEM, MediaType.APPLICATION_JSON})
    @Operation(summary = "The public half of the key that seals", description = "Needs the role `auditor`.")
    @APIResponse(
            responseCode = "200",
            description = "The key in PEM.",
            content = @Content(mediaType = PEM, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> key(@Context ContainerRequestContext request) {
        return with(request, log -> now(Response.ok(log.key().publicPem(), PEM).build()));
    }

    /** Exports that are kept elsewhere: up to which event of each stream. */
    @POST
    @Path("/exported")
    @Operation(summary = "Say up to where exports are kept elsewhere", description = "Needs the role `auditor`.")
    @APIResponse(responseCode = "204", description = "It is noted.")
    @APIResponse(responseCode = "404")
    @APIResponse(
            responseCode = "409",
            description = "A stream is not sealed that far, or there is no such stream. Nothing was noted.")
    @APIResponse(responseCode = "503")
    public CompletionStage<Response> exported(
            @Context ContainerRequestContext request, @Nullable Map<String, Long> through) {
        Map<String, Long> given = through == null ? Map.of() : through;
        if (given.isEmpty() || given.values().stream().anyMatch(one -> one == null || one < 1)) {
            String how = "Send the last sealed event of each stream that you keep, like {\"control\": 120}.";
            return with(request, log -> now(bad(how)));
        }
        return with(
                request,
                log -> log.exported(given)
                        .map(wrong -> wrong.isEmpty()
                                ? Response.noContent().build()
                                : OpsProblem.answer(409, "Not noted, as not sealed that far, or no stream: " + wrong)
                                        .build())
                        .toCompletionStage());
    }

    private CompletionStage<Response> with(
            ContainerRequestContext request, Function<AuditLog, CompletionStage<Response>> use) {
        Response refusal = refusal(request);
        return refusal != null
                ? now(refusal)
                : use.apply(logs.get().orElseThrow()).exceptionally(AuditResource::unavailable);
    }

    /** A step that reads the whole log. */
    @FunctionalInterface
    private interface Reading {
        Response of(AuditLog log) throws IOException;
    }

    private Response blocking(ContainerRequestContext request, Reading reading) {
        Response refusal = refusal(request);
        if (refusal != null) {
            return refusal;
        }
        try {
            return reading.of(logs.get().orElseThrow());
        } catch (IOException down) {
            return OpsProblem.storeUnavailable("The log cannot be read: " + down.getMessage() + ".")
                    .build();
        }
    }

    private @Nullable Response refusal(ContainerRequestContext request) {
        if (!OperatorLogin.operator(request).roles().contains(Role.AUDITOR)) {
            return OpsProblem.answer(403, "This needs the role 'auditor'.").build();
        }
        return logs.get().isPresent()
                ? null
                : OpsProblem.answer(404, "There is no audit log: quarkus.redis.hosts is not set.")
                        .build();
    }

    private static Response unavailable(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        if (cause instanceof StoreUnavailable down) {
            return OpsProblem.storeUnavailable("The store cannot be asked: " + down.getMessage() + ".")
                    .build();
        }
        throw failed instanceof RuntimeException bug ? bug : new CompletionException(failed);
    }

    private static boolean isNoInstant(@Nullable String text) {
        try {
            return text != null && instant(text) == null;
        } catch (DateTimeException notOne) {
            return true;
        }
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static Response bad(String detail) {
        return OpsProblem.answer(400, detail).build();
    }

    private static CompletionStage<Response> now(Response answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
