package dev.breakwater.audit;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The keys below {@code breakwater.audit}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface AuditConfig {

    AuditKeys audit();

    /** What is set about the audit log. */
    interface AuditKeys {
        Optional<String> sealKeyFile();

        Optional<List<String>> trustedKeyFiles();

        Optional<List<String>> secretFields();

        Optional<String> keep();
    }
}
