package dev.breakwater.exchange;

/** How durably the store keeps an accepted write before its client is told so. */
public enum Durability {
    /** Forced to the disk: the store's {@code appendfsync always}. */
    FSYNC,
    /** {@link #FSYNC}, and a number of replicas has confirmed it. */
    REPLICATED,
    /** In the store's memory: a crash of the store may lose it. Only for who chose it by name. */
    MEMORY
}
