package dev.breakwater.upstream;

import dev.breakwater.exchange.Faults;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.RouteTable;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClientOptions;
import java.util.Optional;

/**
 * TLS towards providers from the TLS registry of Quarkus ({@code quarkus.tls.<name>.*}).
 *
 * @param registry the registry
 */
public record RegistryTls(TlsConfigurationRegistry registry) implements TlsSettings {

    /** Adds a fault for each name that the registry does not have, and for one that trusts everybody. */
    public void check(RouteTable routes, Faults faults) {
        for (ProviderRoutes provider : routes.providers()) {
            String key = "breakwater.providers." + provider.settings().name() + ".tls-configuration-name";
            provider.settings().transport().tls().ifPresent(name -> check(key, name, faults));
        }
    }

    @Override
    public void apply(String name, HttpClientOptions options) {
        TlsConfigUtils.configure(options, registry.get(name).orElseThrow());
    }

    private void check(String key, String name, Faults faults) {
        Optional<TlsConfiguration> found = registry.get(name);
        if (found.isEmpty()) {
            faults.add(key, name, "is no configuration of the TLS registry; define quarkus.tls." + name + ".*");
        } else if (found.get().isTrustAll()) {
            faults.add(key, name, "trusts every certificate; a provider's must be verified");
        }
    }
}
