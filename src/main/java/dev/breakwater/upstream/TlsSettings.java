package dev.breakwater.upstream;

import io.vertx.core.http.HttpClientOptions;

/** Where named TLS configurations come from: in the product the TLS registry of Quarkus. */
@FunctionalInterface
public interface TlsSettings {

    /**
     * Sets what the configuration {@code name} says (authorities, client certificate, protocols) on {@code options}.
     */
    void apply(String name, HttpClientOptions options);
}
