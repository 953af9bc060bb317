package dev.breakwater.ingress;

import dev.breakwater.exchange.Exchange;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import dev.breakwater.ingress.IngressConfig.DoorKeys;
import java.time.Duration;
import java.util.Optional;

/**
 * The data plane's door as configured.
 *
 * @param host the address that it binds
 * @param port the TCP port; 0 for any free one
 * @param tls name of a configuration of the TLS registry; empty for plain text
 * @param eventLoops event loops that serve it
 * @param times how long things may take
 * @param limits how much there may be
 */
public record IngressSettings(String host, int port, Optional<String> tls, int eventLoops, Times times, Limits limits) {

    /**
     * How long things may take.
     *
     * @param head from the first byte of a request's head to its last
     * @param body from there to the last byte of its body
     * @param idle a connection on which nothing moves
     */
    public record Times(Duration head, Duration body, Duration idle) {}

    /**
     * How much there may be.
     *
     * @param head bytes of a request's headers together
     * @param target bytes of a request line
     * @param bodies bytes of request bodies that are held at a time, of all clients together
     * @param connections connections at a time
     * @param connectionsPerAddress connections at a time from one address
     */
    public record Limits(int head, int target, long bodies, int connections, int connectionsPerAddress) {}

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    /** Reads them; what is wrong goes to {@code faults}. */
    public static IngressSettings read(DoorKeys keys, Faults faults, int cores) {
        Settings at = new Settings("breakwater.ingress", faults);
        Times times = new Times(
                at.duration("head-timeout", keys.headTimeout(), Duration.ofSeconds(10), SECOND, Duration.ofMinutes(1)),
                at.duration("body-timeout", keys.bodyTimeout(), Duration.ofSeconds(10), SECOND, Exchange.LONGEST),
                at.duration("idle-timeout", keys.idleTimeout(), Duration.ofSeconds(75), SECOND, Duration.ofHours(1)));
        int connections = at.integer("connections-max", keys.connectionsMax(), 10_000, 1, 1_000_000);
        Limits limits = new Limits(
                (int) at.bytes("head-max", keys.headMax(), 16 * KIB, KIB, MIB),
                (int) at.bytes("target-max", keys.targetMax(), 8 * KIB, 256, MIB),
                at.bytes("bodies-max", keys.bodiesMax(), 64 * MIB, KIB, 64 * 1024 * MIB),
                connections,
                at.integer("connections-per-address-max", keys.connectionsPerAddressMax(), connections, 1, 1_000_000));
        return new IngressSettings(
                keys.host().orElse("0.0.0.0"),
                at.integer("port", keys.port(), 8080, 0, 65_535),
                keys.tls(),
                at.integer("event-loops", keys.eventLoops(), cores, 1, 256),
                times,
                limits);
    }
}
