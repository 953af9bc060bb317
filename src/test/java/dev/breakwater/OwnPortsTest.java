package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Faults;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The planes never share a port. */
class OwnPortsTest {

    private static final Map<String, String> CONFIG = Map.of(
            "quarkus.http.port", "9000",
            "breakwater.sandbox.port", "8090",
            "breakwater.sandbox.control-port", "0");

    @Test
    void the_control_planes_port_is_taken() {
        assertThat(faults(9000, "false"))
                .containsExactly(
                        "breakwater.ingress.port: '9000' is quarkus.http.port too; give each a port of its own");
    }

    @Test
    void the_sandboxs_port_is_taken_if_it_runs() {
        assertThat(faults(8090, "false")).isEmpty();
        assertThat(faults(8090, "true"))
                .containsExactly(
                        "breakwater.ingress.port: '8090' is breakwater.sandbox.port too; give each a port of its own");
    }

    @Test
    void other_ports_and_free_ones_are_fine() {
        assertThat(faults(8080, "true")).isEmpty();
        assertThat(faults(0, "true")).isEmpty();
    }

    private static List<String> faults(int port, String sandbox) {
        Faults faults = new Faults();
        OwnPorts.check(
                new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(CONFIG, "test", 100))
                        .withSources(new PropertiesConfigSource(
                                Map.of("breakwater.sandbox.enabled", sandbox), "sandbox", 100))
                        .build(),
                port,
                faults);
        return faults.all();
    }
}
