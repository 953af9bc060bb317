package dev.breakwater.ops;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.EventKind;
import dev.breakwater.cache.AnswerCache;
import dev.breakwater.exchange.Scope;
import dev.breakwater.ops.Operator.Role;
import dev.breakwater.upstream.Providers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ops/v1/cache}: how much is kept, and what is to be dropped. Looking needs any role, dropping the role
 * {@code operator}.
 */
@Path("/ops/v1/cache")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Kept answers")
public class CacheResource {

    private static final Logger LOG = Logger.getLogger(CacheResource.class);

    private final Instance<Optional<AnswerCache>> caches;
    private final Instance<Optional<AuditLog>> logs;
    private final Providers providers;

    @Inject
    CacheResource(Instance<Optional<AnswerCache>> caches, Instance<Optional<AuditLog>> logs, Providers providers) {
        this.caches = caches;
        this.logs = logs;
        this.providers = providers;
    }

    /** What this replica keeps in its own memory, about. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record CacheView(long nearEntries, long nearBytes) {}

    /** What was ordered. */
    @RegisterForReflection
    record DroppedView(String dropped) {}

    @GET
    @Operation(summary = "How much this replica keeps in its own memory, about")
    @APIResponseSchema(value = CacheView.class, responseDescription = "What is kept.")
    @APIResponse(responseCode = "404")
    public Response look() {
        AnswerCache cache = caches.get().orElse(null);
        return cache == null
                ? none()
                : Response.ok(new CacheView(cache.nearEntries(), cache.nearBytes()))
                        .build();
    }

    /** Drops answers: here at once, on other replicas as soon as they hear of it. */
    @POST
    @Path("/invalidate")
    @Operation(
            summary = "Drop kept answers, here at once and on other replicas as soon as they hear of it",
            description = "Needs the role `operator`.")
    @APIResponseSchema(value = DroppedView.class, responseDescription = "What was dropped.")
    @APIResponse(responseCode = "404")
    public Response invalidate(@Context ContainerRequestContext request, @Nullable CacheOrder order) {
        Operator operator = OperatorLogin.operator(request);
        if (!operator.roles().contains(Role.OPERATOR)) {
            return OpsProblem.answer(403, "This needs the role 'operator'.").build();
        }
        CacheOrder given = order == null ? new CacheOrder(null, null, null, null) : order;
        String fault = given.fault();
        if (fault != null) {
            return OpsProblem.answer(400, fault).build();
        }
        AnswerCache cache = caches.get().orElse(null);
        if (cache == null) {
            return none();
        }
        String missing = KnownScopes.missing(providers, String.valueOf(given.provider()), given.route());
        if (missing != null) {
            return OpsProblem.answer(404, missing).build();
        }
        String what = drop(cache, given);
        LOG.infof("cache: %s has dropped %s: %s", operator.name(), what, given.reason());
        logs.get()
                .ifPresent(log -> log.note(
                                EventKind.CACHE_DROPPED,
                                operator.name(),
                                String.valueOf(given.provider()),
                                given.reason(),
                                Map.of("dropped", what))
                        .onFailure(down -> LOG.warnf("the audit log was not told of it: %s", down.getMessage())));
        return Response.ok(new DroppedView(what)).build();
    }

    private static String drop(AnswerCache cache, CacheOrder order) {
        String provider = String.valueOf(order.provider());
        String path = order.path();
        String route = order.route();
        if (path != null) {
            cache.dropPath(provider, path);
            return "path " + provider + path;
        }
        if (route != null) {
            cache.dropRoute(new Scope(provider, route));
            return "route " + provider + "/" + route;
        }
        cache.dropProvider(provider);
        return "provider " + provider;
    }

    private static Response none() {
        return OpsProblem.answer(404, "No route keeps answers: none has a cache.")
                .build();
    }
}
