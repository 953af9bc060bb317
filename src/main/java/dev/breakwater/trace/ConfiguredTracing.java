package dev.breakwater.trace;

import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Ticker;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Tracing as {@code quarkus.otel.*} wants it, by the SDK that Quarkus makes of that. */
@Singleton
public final class ConfiguredTracing {

    private static final String RATIO = "quarkus.otel.traces.sampler.arg";

    private final Instance<OpenTelemetry> telemetry;
    private final boolean off;
    private final String ratio;

    @Inject
    ConfiguredTracing(
            Instance<OpenTelemetry> telemetry,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off,
            @ConfigProperty(name = RATIO) String ratio) {
        this.telemetry = telemetry;
        this.off = off;
        this.ratio = ratio;
    }

    /** Null if tracing is off. */
    public @Nullable Tracing tracing(Ticker ticker, Faults faults) {
        if (off) {
            return null;
        }
        Ratio share = Ratio.of(ratio);
        if (share == null) {
            faults.add(RATIO, ratio, "is not a share of all traces; write it like 0.01, from 0 to 1");
            return null;
        }
        return new Tracing(telemetry.get().getTracer("dev.breakwater"), share, ticker);
    }

    /** What the SDK asks for. */
    @Singleton
    static final class ForTheSdk {

        /** Ids are chosen before there is a span. */
        @Produces
        @Singleton
        IdGenerator ids() {
            return new SpanIds();
        }

        /** What is not sampled never comes to the SDK. */
        @Produces
        @Singleton
        Sampler sampler() {
            return Sampler.alwaysOn();
        }
    }

    /**
     * Quarkus lets Vert.x trace each request and each command, and pays for it whether it is sampled or not:
     * docs/adr/0019.
     */
    @Singleton
    static final class NoTracingInVertx implements VertxOptionsCustomizer {

        @Override
        public void accept(VertxOptions options) {
            options.setTracingOptions(null);
        }
    }
}
