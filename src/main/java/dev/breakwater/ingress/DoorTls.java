package dev.breakwater.ingress;

import dev.breakwater.exchange.Faults;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SSLOptions;

/**
 * The data plane's own certificate, and whom it trusts, from the TLS registry of Quarkus.
 *
 * @param registry the registry
 */
public record DoorTls(TlsConfigurationRegistry registry) {

    /** Adds a fault if the configured name is not in the registry or has no certificate. */
    public void check(IngressSettings settings, Faults faults) {
        settings.tls().ifPresent(name -> {
            boolean usable = registry.get(name)
                    .map(found -> found.getKeyStoreOptions() != null)
                    .orElse(false);
            if (!usable) {
                faults.add(
                        "breakwater.ingress.tls-configuration-name",
                        name,
                        "is no configuration of the TLS registry with a certificate; define quarkus.tls." + name
                                + ".key-store.*");
            }
        });
    }

    /** Applies the configuration {@code name}. */
    public HttpServerOptions apply(String name, HttpServerOptions options) {
        TlsConfiguration found = registry.get(name).orElseThrow();
        options.setKeyCertOptions(found.getKeyStoreOptions());
        if (found.getTrustStoreOptions() != null) {
            options.setTrustOptions(found.getTrustStoreOptions());
        }
        SSLOptions ssl = found.getSSLOptions();
        ssl.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
        return options.setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols());
    }
}
