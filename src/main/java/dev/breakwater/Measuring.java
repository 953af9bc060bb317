package dev.breakwater;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.AuditMetrics;
import dev.breakwater.delivery.DeliveryMetrics;
import dev.breakwater.exchange.Scope;
import dev.breakwater.mode.Levers;
import dev.breakwater.mode.ModeMetrics;
import dev.breakwater.pipeline.PipelineMetrics;
import dev.breakwater.route.Route;
import dev.breakwater.route.RouteTable;
import dev.breakwater.store.StoreMetrics;
import dev.breakwater.upstream.Providers;
import dev.breakwater.upstream.UpstreamMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, put together; there is none where metrics are off.
 *
 * @param registry where metrics go
 * @param pipeline what clients get
 * @param upstream what providers do
 * @param delivery what becomes of queued writes
 */
record Measuring(MeterRegistry registry, PipelineMetrics pipeline, UpstreamMetrics upstream, DeliveryMetrics delivery) {

    static Measuring of(MeterRegistry registry, RouteTable routes, Providers providers) {
        return new Measuring(
                registry,
                new PipelineMetrics(registry, routes),
                new UpstreamMetrics(registry, providers),
                new DeliveryMetrics(registry, routes));
    }

    /** Shows what is there to be looked at; gives what has to be started for that, or null. */
    @Nullable
    AuditMetrics show(
            Vertx vertx, RouteTable routes, Levers levers, @Nullable Keeping keeping, @Nullable AuditLog audit) {
        Set<Scope> scopes = new LinkedHashSet<>();
        routes.providers()
                .forEach(provider -> provider.all().stream().map(Route::scope).forEach(scopes::add));
        ModeMetrics.show(registry, levers, scopes);
        if (keeping != null) {
            StoreMetrics.show(registry, keeping.store());
        }
        return audit == null ? null : new AuditMetrics(registry, vertx, audit);
    }

    /**
     * Shows nothing of ours any more: the registry outlives an application that is started anew in the same process.
     */
    static void forget(MeterRegistry registry) {
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("breakwater."))
                .forEach(registry::remove);
    }
}
