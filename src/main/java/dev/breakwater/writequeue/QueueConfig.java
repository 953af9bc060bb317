package dev.breakwater.writequeue;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The keys below {@code breakwater.queue}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface QueueConfig {

    QueueKeys queue();

    /** What is set about the queue and the store that it stands on. */
    interface QueueKeys {
        Optional<String> partitions();

        Optional<String> depthMax();

        Optional<String> durability();

        Optional<String> replicas();

        Optional<String> replicaWait();

        Optional<String> storeTimeout();

        Optional<String> memoryShare();

        Optional<String> keep();

        Optional<String> keyAgeMargin();

        Optional<String> workersPerRoute();
    }
}
