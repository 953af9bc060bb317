package dev.breakwater;

import dev.breakwater.MetricsConfig.MetricsKeys;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is set about metrics, read and checked.
 *
 * @param enabled whether anything of ours is measured
 * @param otlpUrl where all metrics are sent to; null if they are only asked for
 * @param otlpEvery how often
 */
record MetricsSettings(boolean enabled, @Nullable String otlpUrl, Duration otlpEvery) {

    /** Reads {@code breakwater.metrics}. */
    static MetricsSettings read(MetricsConfig config, Faults faults) {
        Settings at = new Settings("breakwater.metrics", faults);
        MetricsKeys keys = config.metrics();
        boolean enabled = at.flag("enabled", keys.enabled(), true);
        Duration every = at.duration(
                "otlp-every", keys.otlpEvery(), Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofHours(1));
        String url = keys.otlpUrl().orElse("").strip();
        if (!url.isEmpty() && !isHttp(url)) {
            faults.add(
                    at.key("otlp-url"),
                    url,
                    "is no address of a collector; write it like http://collector:4318/v1/metrics");
        }
        return new MetricsSettings(enabled, url.isEmpty() ? null : url, every);
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return http && uri.getHost() != null;
        } catch (URISyntaxException none) {
            return false;
        }
    }
}
