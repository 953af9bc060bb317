package dev.breakwater.sandbox;

import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link Sandbox} is made from.
 *
 * @param port where the payment API listens; 0 takes a free port
 * @param controlPort where only the controls listen, so that they answer while the API port is closed; 0 as above
 * @param ledgerFile where effects are witnessed over restarts; without it the ledger is in memory only
 * @param keyMemory how long an idempotency key is remembered
 * @param seed of the random source that decides about faults with a ratio
 */
public record SandboxSettings(
        String host, int port, int controlPort, Optional<Path> ledgerFile, Duration keyMemory, long seed) {

    private static final String PREFIX = "breakwater.sandbox";

    /** What Stripe's v1 API promises at least. */
    public static final Duration KEY_MEMORY = Duration.ofHours(24);

    private static final int PORT_MAX = 65_535;
    private static final int SEED_MAX = 999_999_999;
    private static final String LOOPBACK = "127.0.0.1";

    /** Whether the sandbox is to run inside this process. */
    public static boolean isEnabled(SandboxConfig config, Faults faults) {
        return new Settings(PREFIX, faults).flag("enabled", config.enabled(), false);
    }

    /** Reads them; what is wrong goes to {@code faults}. */
    public static SandboxSettings read(SandboxConfig config, Faults faults) {
        Settings at = new Settings(PREFIX, faults);
        return new SandboxSettings(
                config.host().orElse(LOOPBACK),
                at.integer("port", config.port(), 8090, 0, PORT_MAX),
                at.integer("control-port", config.controlPort(), 8091, 0, PORT_MAX),
                config.ledgerFile().map(Path::of),
                at.duration("key-memory", config.keyMemory(), KEY_MEMORY, Duration.ZERO, Duration.ofDays(365)),
                at.integer("seed", config.seed(), 1, 0, SEED_MAX));
    }

    /** On this machine only, on free ports, with nothing on disk. */
    public static SandboxSettings onFreePorts() {
        return new SandboxSettings(LOOPBACK, 0, 0, Optional.empty(), KEY_MEMORY, 1);
    }

    public SandboxSettings withLedgerFile(Path file) {
        return new SandboxSettings(host, port, controlPort, Optional.of(file), keyMemory, seed);
    }

    public SandboxSettings withKeyMemory(Duration memory) {
        return new SandboxSettings(host, port, controlPort, ledgerFile, memory, seed);
    }

    public SandboxSettings withSeed(long otherSeed) {
        return new SandboxSettings(host, port, controlPort, ledgerFile, keyMemory, otherSeed);
    }
}
