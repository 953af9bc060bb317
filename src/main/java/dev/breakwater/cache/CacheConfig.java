package dev.breakwater.cache;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The keys below {@code breakwater.cache}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface CacheConfig {

    CacheKeys cache();

    /** What is set about the tiers. */
    interface CacheKeys {
        Optional<String> nearMax();

        Optional<String> shared();

        Optional<String> sharedMax();

        Optional<String> sharedEntryMax();

        Optional<String> keepMax();
    }
}
