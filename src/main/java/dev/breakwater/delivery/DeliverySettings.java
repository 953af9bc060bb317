package dev.breakwater.delivery;

import dev.breakwater.exchange.RetryPolicy;
import java.time.Duration;

/**
 * The bounds of delivery, each per replica.
 *
 * @param eventLoops how many event loops deliver; each has connections of its own
 * @param batch writes that one event loop holds claimed and not yet begun, at most
 * @param workersPerRoute attempts of one route under way, at most
 * @param concurrencyMax attempts of one provider under way, at most
 * @param leaseMargin how much longer than the longest attempt a lease is: for waiting, storing the intent, and settling
 * @param polls when partitions are looked at
 * @param backoff how long a write waits between its attempts; its number of attempts does not count here
 * @param repeatsMax attempts after which an error that the provider may only be repeating parks a write, while the
 *     route's breaker is closed
 * @param rests how long a provider is left alone
 * @param stopWait how long attempts under way are waited for at the end
 * @param lookups how parked writes are looked up
 */
public record DeliverySettings(
        int eventLoops,
        int batch,
        int workersPerRoute,
        int concurrencyMax,
        Duration leaseMargin,
        Polls polls,
        RetryPolicy backoff,
        int repeatsMax,
        Rests rests,
        Duration stopWait,
        Lookups lookups) {

    /**
     * When partitions are looked at.
     *
     * @param min the shortest time between two looks at a partition in which nothing was due
     * @param max the longest; it doubles from one to the other
     * @param sweep between two rounds of housekeeping of a partition
     */
    public record Polls(Duration min, Duration max, Duration sweep) {}

    /**
     * How long a provider is left alone.
     *
     * @param afterTooOften if it says that it is called too often and not for how long
     * @param afterCredential after it has refused our credential for the first time; it doubles with each time
     * @param max whatever it asks for
     * @param jitter the longest that a replica waits on top before it begins after an outage
     */
    public record Rests(Duration afterTooOften, Duration afterCredential, Duration max, Duration jitter) {}

    /**
     * How parked writes are looked up at their providers.
     *
     * @param every the time between two rounds through the partitions of an event loop
     * @param backoff how long a write waits between two lookups; their number does not count here
     * @param margin by which finding nothing must be later than the contract demands: longer than any pause of this
     *     process
     */
    public record Lookups(Duration every, RetryPolicy backoff, Duration margin) {}

    /** What holds where nothing is configured. */
    public static final DeliverySettings USUAL = new DeliverySettings(
            2,
            64,
            32,
            64,
            Duration.ofSeconds(10),
            new Polls(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(1)),
            new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofMinutes(5)),
            12,
            new Rests(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(1)),
            Duration.ofSeconds(30),
            new Lookups(
                    Duration.ofSeconds(5),
                    new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(10), Duration.ofMinutes(15)),
                    Duration.ofMinutes(5)));

    /** The same with another bound on the attempts of one route. */
    public DeliverySettings withWorkersPerRoute(int most) {
        return new DeliverySettings(
                eventLoops,
                batch,
                most,
                Math.max(concurrencyMax, most),
                leaseMargin,
                polls,
                backoff,
                repeatsMax,
                rests,
                stopWait,
                lookups);
    }

    /** The same with other settings of lookups. */
    public DeliverySettings withLookups(Lookups other) {
        return new DeliverySettings(
                eventLoops,
                batch,
                workersPerRoute,
                concurrencyMax,
                leaseMargin,
                polls,
                backoff,
                repeatsMax,
                rests,
                stopWait,
                other);
    }

    /** The same with another margin of what depends on how long this process may pause. */
    public DeliverySettings withPauseMargin(Duration margin) {
        return withLookups(new Lookups(lookups.every(), lookups.backoff(), margin));
    }

    /** How long the write may wait between being claimed and being sent. */
    Duration holdMax() {
        return leaseMargin.dividedBy(2);
    }
}
