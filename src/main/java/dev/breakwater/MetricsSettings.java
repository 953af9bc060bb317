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
 * @param push where they are sent to; null if they are only asked for
 */
record MetricsSettings(boolean enabled, @Nullable PushedMetrics push) {

    private static final String OTLP_URL = "otlp-url";

    /** Reads {@code breakwater.metrics}. */
    static MetricsSettings read(MetricsConfig config, Faults faults) {
        Settings at = new Settings("breakwater.metrics", faults);
        MetricsKeys keys = config.metrics();
        boolean enabled = at.flag("enabled", keys.enabled(), true);
        Duration every = at.duration(
                "otlp-every",
                keys.otlpEvery(),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofHours(1));
        String url = keys.otlpUrl().orElse("").strip();
        if (url.isEmpty()) {
            return new MetricsSettings(enabled, null);
        }
        if (!isHttp(url)) {
            faults.add(
                    at.key(OTLP_URL),
                    url,
                    "is no address of a collector; write it like http://collector:4318/v1/metrics");
        }
        return new MetricsSettings(enabled, new PushedMetrics(url, every));
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
