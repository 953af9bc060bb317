package dev.breakwater;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The keys below {@code breakwater.metrics}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface MetricsConfig {

    MetricsKeys metrics();

    /** What is set about metrics. */
    interface MetricsKeys {
        Optional<String> enabled();

        Optional<String> otlpUrl();

        Optional<String> otlpEvery();
    }
}
