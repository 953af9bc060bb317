package dev.breakwater.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys below {@code breakwater.operators}, as written. */
@ConfigMapping(prefix = "breakwater")
public interface OperatorsConfig {

    Map<String, OperatorKeys> operators();

    /** One operator. */
    interface OperatorKeys {
        @WithName("key-sha256")
        Optional<String> keySha256();

        Optional<List<String>> roles();
    }
}
