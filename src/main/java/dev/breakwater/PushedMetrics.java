package dev.breakwater;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends all metrics to an OpenTelemetry collector, over HTTP, from a thread of its own: what {@code /metrics} shows, in
 * another form. A collector that is away holds nothing up. Headers and resource attributes come from the environment
 * variables that OpenTelemetry names ({@code OTEL_EXPORTER_OTLP_HEADERS}, {@code OTEL_RESOURCE_ATTRIBUTES}).
 *
 * <p>Threading: start and stop it once.
 */
final class PushedMetrics {

    private final String url;
    private final Duration every;
    private @Nullable OtlpMeterRegistry registry;

    PushedMetrics(String url, Duration every) {
        this.url = url;
        this.every = every;
    }

    void start() {
        OtlpMeterRegistry made = new OtlpMeterRegistry(
                new OtlpConfig() {
                    @Override
                    public @Nullable String get(String key) {
                        return null; // nothing but what is set here, and the environment
                    }

                    @Override
                    public String url() {
                        return url;
                    }

                    @Override
                    public Duration step() {
                        return every;
                    }
                },
                Clock.SYSTEM);
        registry = made;
        Metrics.addRegistry(made);
    }

    /** Sends a last time what there is. */
    void stop() {
        OtlpMeterRegistry made = registry;
        if (made != null) {
            Metrics.removeRegistry(made);
            made.close();
        }
    }
}
