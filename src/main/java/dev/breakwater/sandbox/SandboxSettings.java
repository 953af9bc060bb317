package dev.breakwater.sandbox;

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

    /** What Stripe's v1 API promises at least. */
    public static final Duration KEY_MEMORY = Duration.ofHours(24);

    /** On this machine only, on free ports, with nothing on disk. */
    public static SandboxSettings onFreePorts() {
        return new SandboxSettings("127.0.0.1", 0, 0, Optional.empty(), KEY_MEMORY, 1);
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
