package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.exchange.Faults;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known keys are those of the mappings, no more and no fewer. */
class KnownKeysTest {

    static Set<String> mapped() {
        return MappedKeys.all();
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void whatever_a_mapping_reads_is_known(String key) {
        assertThat(faults(MappedKeys.example(key, "name"))).isEmpty();
        assertThat(faults(MappedKeys.example(key, "\"a name.with dots\""))).isEmpty();
    }

    /** The pattern's own alternatives, spelt out: each must be what some mapping reads. */
    @Test
    void whatever_is_known_a_mapping_reads() {
        Set<String> spelt = KnownKeys.KNOWN.stream()
                .flatMap(pattern -> SpeltOut.of(pattern.pattern()).stream())
                .map(MappedKeys::placeholders)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(spelt).containsExactlyInAnyOrderElementsOf(mapped());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "breakwater.provider.stripe.base-url",
                "breakwater.providers.stripe.base_url",
                "breakwater.providers.stripe.breaker.minimum-call",
                "breakwater.providers.stripe.routes[0].base-url",
                "breakwater.providers.stripe.routes.0.name",
                "breakwater.providers.stripe",
                "breakwater.providers.a.b.base-url",
                "breakwater.clients.shop.key",
                "breakwater.clients.shop.key-sha256.x",
                "breakwater.ingress.prot",
                "breakwater.ingress.port.x",
                "breakwater.sandbox.enable",
                "breakwater.queue.partition",
                "breakwater."
            })
    void whatever_else_is_below_breakwater_is_a_fault(String key) {
        assertThat(faults(key))
                .containsExactly(key + ": is not a key of Breakwater; docs/configuration.md lists them all");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quarkus.http.port",
                "breakwaters.x",
                "BREAKWATER_FOO",
                "%dev.breakwater.foo",
                "breakwater",
                "user.home"
            })
    void what_is_not_ours_is_not_ours_to_judge(String key) {
        assertThat(faults(key)).isEmpty();
    }

    /** A Service called "breakwater" has Kubernetes put these into the environment of every pod of the namespace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "breakwater.service.host",
                "breakwater.service.port",
                "breakwater.service.port.http",
                "breakwater.port",
                "breakwater.port.8080.tcp",
                "breakwater.port[8080]tcp",
                "breakwater.port[8080]tcp.addr",
                "breakwater.port.8080.tcp.addr",
                "breakwater.port.8080.tcp.port",
                "breakwater.port.8080.tcp.proto",
                "breakwater.ops.service.host",
                "breakwater.ops.port.9000.tcp.addr"
            })
    void what_kubernetes_says_of_a_service_of_our_name_is_borne(String key) {
        assertThat(faults(key)).isEmpty();
    }

    @Test
    void a_misspelt_port_is_not_taken_for_one_of_those() {
        Faults faults = new Faults();
        KnownKeys.check(List.of("breakwater.ingres.port"), name -> Optional.of("8081"), faults);
        assertThat(faults.all()).hasSize(1);
    }

    @Test
    void each_is_told_once_and_in_order() {
        Faults faults = new Faults();
        KnownKeys.check(List.of("breakwater.z", "breakwater.a", "breakwater.z"), name -> Optional.empty(), faults);
        assertThat(faults.all())
                .extracting(line -> line.substring(0, 12))
                .containsExactly("breakwater.a", "breakwater.z");
    }

    private static List<String> faults(String key) {
        Faults faults = new Faults();
        KnownKeys.check(List.of(key), name -> Optional.of("tcp://10.0.0.1:8080"), faults);
        return faults.all();
    }
}
