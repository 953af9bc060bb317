package dev.breakwater.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The keys under {@code breakwater.sandbox}, as written; {@link SandboxSettings} reads them. */
@ConfigMapping(prefix = "breakwater.sandbox")
public interface SandboxConfig {

    Optional<String> enabled();

    Optional<String> host();

    Optional<String> port();

    Optional<String> controlPort();

    Optional<String> ledgerFile();

    Optional<String> keyMemory();

    Optional<String> seed();

    /** Where dev mode's own redis-server keeps its data. */
    @WithDefault("target/sandbox-store")
    Path storeDirectory();
}
