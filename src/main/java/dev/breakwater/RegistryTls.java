package dev.breakwater;

import dev.breakwater.exchange.Faults;
import dev.breakwater.ingress.IngressSettings;
import dev.breakwater.route.ProviderRoutes;
import dev.breakwater.route.RouteTable;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** TLS configurations by name, from the TLS registry of Quarkus ({@code quarkus.tls.<name>.*}). */
@Singleton
class RegistryTls {

    private final TlsConfigurationRegistry registry;

    @Inject
    RegistryTls(TlsConfigurationRegistry registry) {
        this.registry = registry;
    }

    /** Adds a fault for each name that the registry does not have, and for a provider that is told to trust everybody. */
    void check(IngressSettings ingress, RouteTable routes, Faults faults) {
        ingress.tls().ifPresent(name -> exists("breakwater.ingress.tls-configuration-name", name, faults));
        for (ProviderRoutes provider : routes.providers()) {
            String key = "breakwater.providers." + provider.settings().name() + ".tls-configuration-name";
            provider.settings().transport().tls().ifPresent(name -> {
                if (exists(key, name, faults) && find(name).isTrustAll()) {
                    faults.add(key, name, "trusts every certificate; a provider's must be verified");
                }
            });
        }
    }

    /** Applies a configuration to a client. */
    void client(String name, HttpClientOptions options) {
        TlsConfigUtils.configure(options, find(name));
    }

    /** Applies a configuration to the server. */
    HttpServerOptions server(String name, HttpServerOptions options) {
        TlsConfiguration found = find(name);
        options.setKeyCertOptions(found.getKeyStoreOptions());
        if (found.getTrustStoreOptions() != null) {
            options.setTrustOptions(found.getTrustStoreOptions());
        }
        found.getSSLOptions().getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
        options.setEnabledSecureTransportProtocols(found.getSSLOptions().getEnabledSecureTransportProtocols());
        return options;
    }

    private boolean exists(String key, String name, Faults faults) {
        boolean there = registry.get(name).isPresent();
        if (!there) {
            faults.add(key, name, "is no configuration of the TLS registry; define quarkus.tls." + name + ".*");
        }
        return there;
    }

    private TlsConfiguration find(String name) {
        return registry.get(name).orElseThrow();
    }
}
