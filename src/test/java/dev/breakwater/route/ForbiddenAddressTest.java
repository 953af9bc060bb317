package dev.breakwater.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Faults;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Base URLs that lead to where no payment API lives are refused at start. */
class ForbiddenAddressTest {

    private static String report(String baseUrl, String more) {
        Faults faults = new Faults();
        ProvidersConfig config = Edge.config("", "p: { base-url: \"%s\", contract: none%s }".formatted(baseUrl, more))
                .getConfigMapping(ProvidersConfig.class);
        new RouteTableReader(faults).read(config);
        return faults.all().isEmpty() ? "" : faults.report();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.169.254:443",
                "169.254.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "100.100.100.200",
                "192.0.0.192",
                "[fe80::1]",
                "[fe80::a9fe:a9fe]:443",
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[0:0:0:0:0:ffff:169.254.169.254]",
                "[fd00:ec2::254]",
                "[fd00:0ec2:0:0:0:0:0:254]",
                "[fd20:ce::254]",
                "[ff02::1]",
                "[::]",
            })
    void is_refused_unless_it_is_allowed(String host) {
        assertThat(report("https://" + host + "/v1", ""))
                .contains("breakwater.providers.p.base-url", host, "allow-link-local: true");
        assertThat(report("https://" + host + "/v1", ", allow-link-local: true"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2852039166",
                "0xa9fea9fe",
                "0251.0376.0251.0376",
                "169.254.43518",
                "169.254.169.254.",
                "169.254.169.254%20"
            })
    void other_ways_to_write_an_address_are_no_hosts(String host) {
        assertThat(report("https://" + host + "/v1", ", allow-link-local: true"))
                .contains("breakwater.providers.p.base-url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1", "169.253.1.1", "[fd00::1]", "[2001:db8::1]", "api.stripe.com", "127.0.0.1", "[::1]"})
    void others_are_taken(String host) {
        assertThat(report("https://" + host + "/v1", "")).isEmpty();
    }
}
