package dev.breakwater.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The keys under {@code breakwater.sandbox}. */
@ConfigMapping(prefix = "breakwater.sandbox")
interface SandboxConfig {

    /** Whether the simulated provider runs inside this process. */
    @WithDefault("false")
    boolean enabled();

    @WithDefault("127.0.0.1")
    String host();

    /** The port of the payment API; 0 takes a free one. */
    @WithDefault("8090")
    int port();

    /** The port of the controls alone; 0 takes a free one. */
    @WithDefault("8091")
    int controlPort();

    /** Where effects are witnessed over restarts; without it, in memory only. */
    Optional<Path> ledgerFile();

    /** How long an idempotency key is remembered. */
    @WithDefault("24h")
    Duration keyMemory();

    /** Of the random source that decides about faults with a ratio. */
    @WithDefault("1")
    long seed();

    /** Where dev mode's own redis-server keeps its data. */
    @WithDefault("target/sandbox-store")
    Path storeDirectory();
}
