package dev.breakwater.store;

import java.time.Duration;

/**
 * What is configured about the store beyond where it is.
 *
 * @param partitions how many; fixed at the first start
 * @param timeout how long one step may take
 * @param replicas how many replicas must confirm what is {@code replicated}
 * @param replicaWait how long to wait for them
 * @param memoryShare of the store's {@code maxmemory} from which on nothing more is accepted
 */
public record StoreSettings(
        Partitions partitions, Duration timeout, int replicas, Duration replicaWait, double memoryShare) {}
