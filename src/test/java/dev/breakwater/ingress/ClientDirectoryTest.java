package dev.breakwater.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.KeyHash;
import dev.breakwater.route.RouteTable;
import dev.breakwater.route.RoutesFromYaml;
import dev.breakwater.sandbox.SetTicker;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and which keys never are. */
class ClientDirectoryTest {

    private static final String PROVIDERS = """
            stripe: { base-url: https://s.example, contract: stripe }
            adyen: { base-url: https://a.example, contract: adyen }
            """;

    private static final RouteTable ROUTES = RoutesFromYaml.read(PROVIDERS);

    private final SetTicker ticker = new SetTicker();
    private final Faults faults = new Faults();

    @Test
    void a_client_is_found_by_its_key_and_by_nothing_else() {
        ClientDirectory directory = read("clients: { shop: { key-sha256: " + hash("shop-key") + " } }", false);
        assertThat(directory.find("shop-key").name()).isEqualTo("shop");
        assertThat(directory.find(Edge.KEY).name()).isEqualTo("test");
        for (String other :
                new String[] {"", " ", "shop-key ", "Shop-key", "shop", hash("shop-key"), "x".repeat(10_000)}) {
            assertThat(directory.find(other)).as("'%s'", other).isNull();
        }
        assertThat(faults.all()).isEmpty();
    }

    @Test
    void a_key_that_shares_no_more_than_the_beginning_of_its_hash_is_unknown() {
        byte[] own = KeyHash.of("shop-key");
        byte[] near = own.clone();
        near[31] ^= 1;
        ClientDirectory directory =
                read("clients: { near: { key-sha256: " + HexFormat.of().formatHex(near) + " } }", false);
        assertThat(KeyHash.prefix(near)).isEqualTo(KeyHash.prefix(own));
        assertThat(directory.find("shop-key")).isNull();
    }

    @Test
    void a_client_may_use_the_providers_it_is_given_or_all() {
        ClientDirectory directory =
                read("clients: { shop: { key-sha256: " + hash("k") + ", providers: [adyen] } }", false);
        assertThat(directory.find("k").mayUse("adyen")).isTrue();
        assertThat(directory.find("k").mayUse("stripe")).isFalse();
        assertThat(directory.find(Edge.KEY).mayUse("stripe")).isTrue();
    }

    @Test
    void each_client_has_its_own_rate_or_none() {
        ClientDirectory directory = read(
                "clients: { a: { key-sha256: " + hash("a-key") + ", rate: 2/s }, b: { key-sha256: " + hash("b-key")
                        + ", rate: 2/s } }",
                false);
        assertThat(directory.find("a-key").takeQuota()).isZero();
        assertThat(directory.find("a-key").takeQuota()).isZero();
        assertThat(directory.find("a-key").takeQuota())
                .isEqualTo(Duration.ofMillis(500).toNanos());
        assertThat(directory.find("b-key").takeQuota()).isZero();
        for (int i = 0; i < 1000; i++) {
            assertThat(directory.find(Edge.KEY).takeQuota()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev-client-key", "dev-operator-key", "password", "changeme", "breakwater", "test"})
    void keys_that_everybody_knows_open_nothing_outside_dev_mode_and_tests(String key) {
        ClientDirectory directory = read("clients: { shop: { key-sha256: " + hash(key) + " } }", false);
        assertThat(faults.all())
                .containsExactly(
                        "breakwater.clients.shop.key-sha256: is the hash of a well-known key; make a random one"
                                + " with: openssl rand -base64 32");
        assertThat(directory.find(key)).isNull();
    }

    @Test
    void in_dev_mode_and_tests_they_do() {
        ClientDirectory directory = read("clients: { shop: { key-sha256: " + hash("dev-client-key") + " } }", true);
        assertThat(faults.all()).isEmpty();
        assertThat(directory.find("dev-client-key").name()).isEqualTo("shop");
    }

    @Test
    void two_clients_with_one_key_are_a_fault() {
        read("clients: { shop: { key-sha256: " + hash(Edge.KEY) + " } }", false);
        List<String> all = faults.all();
        assertThat(all)
                .singleElement()
                .asString()
                .contains("is also the key of the client '")
                .endsWith("; give each its own");
    }

    private ClientDirectory read(String more, boolean wellKnownAllowed) {
        IngressConfig config = Edge.config(more, PROVIDERS).getConfigMapping(IngressConfig.class);
        return ClientDirectory.read(config.clients(), ROUTES, faults, wellKnownAllowed, ticker);
    }

    private static String hash(String key) {
        return HexFormat.of().formatHex(KeyHash.of(key));
    }
}
