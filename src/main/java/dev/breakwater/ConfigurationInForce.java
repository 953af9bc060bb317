package dev.breakwater;

import dev.breakwater.audit.AuditLog;
import dev.breakwater.audit.EventKind;
import dev.breakwater.exchange.Digest;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.RouteTable;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * With which configuration a replica has begun, as the audit log is told: a digest of all settings of ours but the
 * secret ones, so that two replicas, or two starts, can be compared; and the providers.
 */
record ConfigurationInForce(String replica, Map<String, String> details) {

    private static final Logger LOG = Logger.getLogger(ConfigurationInForce.class);
    private static final long AGAIN_MILLIS = 5000;
    private static final Pattern SECRET = Pattern.compile(".*(credential\\.value|key-sha256|vault\\.keys)");

    static ConfigurationInForce of(Config config, RouteTable routes, String replica, String sealKey) {
        List<String> lines = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name ->
                        name.startsWith("breakwater.") && !SECRET.matcher(name).matches())
                .distinct()
                .sorted()
                .map(name ->
                        name + "=" + config.getOptionalValue(name, String.class).orElse(""))
                .toList();
        String providers = routes.providers().stream()
                .map(ConfigurationInForce::shown)
                .sorted()
                .collect(Collectors.joining(", "));
        String version = config.getOptionalValue("quarkus.application.version", String.class)
                .orElse("unknown");
        return new ConfigurationInForce(
                replica,
                Map.of(
                        "version", version,
                        "digest", Digest.of(lines.toArray(String[]::new)),
                        "providers", providers,
                        "seal-key", sealKey));
    }

    private static String shown(ProviderRoutes provider) {
        return provider.settings().name() + " " + provider.settings().baseUrl() + " ("
                + provider.settings().contract().name() + ", " + provider.all().size() + " routes)";
    }

    /** Tells the log, again and again until the store takes it. */
    void noteIn(AuditLog audit, Vertx vertx) {
        audit.note(EventKind.CONFIGURATION_IN_FORCE, "breakwater", replica, null, details)
                .onFailure(down -> {
                    LOG.debugf("the configuration in force is not noted yet: %s", down.getMessage());
                    vertx.setTimer(AGAIN_MILLIS, id -> noteIn(audit, vertx));
                });
    }
}
