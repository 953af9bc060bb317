package dev.breakwater.writequeue;

import java.time.Duration;

/**
 * That a write is accepted only if its key has no record yet, and is noted under it in the same step: claiming the key,
 * storing the write and noting it as queued, with nothing between. {@code docs/store.md} says what the record holds.
 *
 * @param fingerprint of the request, under the vault's present key
 * @param keep how long the key's record is kept
 */
public record KeyMark(String fingerprint, Duration keep) {}
