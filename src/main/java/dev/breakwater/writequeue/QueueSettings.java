package dev.breakwater.writequeue;

import dev.breakwater.store.Partitions;
import java.time.Duration;

/**
 * What is configured about the queue.
 *
 * @param partitions fixed at the first start
 * @param depthMax how many writes may be pending, leased or parked in all partitions together; each partition has an
 *     even share of it, of at least one
 * @param keep how long a write is kept once it is over, with its answer
 * @param ageMargin how much younger than its window a key must be to be sent once more: longer than any pause between
 *     the look at its age and the request's arrival
 */
public record QueueSettings(Partitions partitions, int depthMax, Duration keep, Duration ageMargin) {

    /** How many writes may wait in one partition. */
    int depthMaxPerPartition() {
        return Math.max(1, depthMax / partitions.count());
    }
}
