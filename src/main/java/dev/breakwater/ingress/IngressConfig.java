package dev.breakwater.ingress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the data plane, as written; {@link IngressSettings} and {@link ClientDirectory} read them. */
@ConfigMapping(prefix = "breakwater")
public interface IngressConfig {

    DoorKeys ingress();

    Map<String, ClientKeys> clients();

    /** The data plane's door. */
    interface DoorKeys {
        Optional<String> host();

        Optional<String> port();

        @WithName("tls-configuration-name")
        Optional<String> tls();

        Optional<String> eventLoops();

        Optional<String> headTimeout();

        Optional<String> bodyTimeout();

        Optional<String> idleTimeout();

        Optional<String> headMax();

        Optional<String> targetMax();

        Optional<String> bodiesMax();

        Optional<String> connectionsMax();

        Optional<String> connectionsPerAddressMax();
    }

    /** One client. */
    interface ClientKeys {
        @WithName("key-sha256")
        Optional<String> keySha256();

        Optional<List<String>> roles();

        Optional<List<String>> providers();

        Optional<String> rate();

        Optional<String> tenant();
    }
}
