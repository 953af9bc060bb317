package dev.breakwater.cache;

import dev.breakwater.cache.CacheConfig.CacheKeys;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Settings;
import java.time.Duration;

/**
 * What is set about the tiers, read and checked.
 *
 * @param nearMax bytes that a replica keeps in its own memory
 * @param shared whether replicas share answers through the store
 * @param sharedMax bytes that they keep there together
 * @param sharedEntryMax bytes of one answer there; larger ones stay near
 * @param keepMax the longest that anything is kept
 */
public record CacheSettings(long nearMax, boolean shared, long sharedMax, int sharedEntryMax, Duration keepMax) {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** Reads {@code breakwater.cache}. */
    public static CacheSettings read(CacheConfig config, Faults faults) {
        Settings at = new Settings("breakwater.cache", faults);
        CacheKeys keys = config.cache();
        return new CacheSettings(
                at.bytes("near-max", keys.nearMax(), 64 * MIB, MIB, 64 * GIB),
                at.flag("shared", keys.shared(), true),
                at.bytes("shared-max", keys.sharedMax(), 256 * MIB, MIB, 1024 * GIB),
                (int) at.bytes("shared-entry-max", keys.sharedEntryMax(), 64 * KIB, KIB, 16 * MIB),
                at.duration(
                        "keep-max", keys.keepMax(), Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(30)));
    }
}
