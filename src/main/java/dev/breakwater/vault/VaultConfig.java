package dev.breakwater.vault;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The keys below {@code breakwater.vault}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface VaultConfig {

    VaultSettings vault();

    /** Where the vault's keys are. */
    interface VaultSettings {
        Optional<String> keyFile();

        Optional<String> keys();
    }
}
