package dev.breakwater.exchange;

/**
 * What the store confirmed when a write was accepted.
 *
 * @param durability what it gave, not what was asked for
 * @param replicas how many replicas have confirmed the write; 0 unless they were asked
 */
public record Receipt(Durability durability, int replicas) {}
