package dev.breakwater;

import dev.breakwater.exchange.Faults;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * Each plane has a port of its own. Vert.x would let two servers of one process share a port, and hand connections to
 * the one and the other in turn.
 */
final class OwnPorts {

    private OwnPorts() {}

    /** Adds a fault if another server of this process is to listen at the data plane's {@code port}. */
    static void check(Config config, int port, Faults faults) {
        List<String> others = new ArrayList<>(List.of("quarkus.http.port"));
        if (config.getOptionalValue("breakwater.sandbox.enabled", String.class)
                .filter("true"::equals)
                .isPresent()) {
            others.addAll(List.of("breakwater.sandbox.port", "breakwater.sandbox.control-port"));
        }
        for (String other : others) {
            boolean same = port > 0
                    && config.getOptionalValue(other, String.class)
                            .filter(value -> value.strip().equals(String.valueOf(port)))
                            .isPresent();
            if (same) {
                faults.add(
                        "breakwater.ingress.port",
                        String.valueOf(port),
                        "is " + other + " too; give each a port of its own");
            }
        }
    }
}
