package dev.breakwater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakwater.edge.Edge;
import dev.breakwater.exchange.Durability;
import dev.breakwater.exchange.Faults;
import dev.breakwater.exchange.Ticker;
import dev.breakwater.ingress.IngressConfig;
import dev.breakwater.ops.OperatorsConfig;
import dev.breakwater.route.ProvidersConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The faults of all parts together, as one report; the routes' own are in RouteTableReaderTest. */
class ConfigurationFaultsTest {

    private static final String PROVIDERS = """
            stripe: { base-url: https://api.stripe.com, contract: stripe, deadline: 71s, brekaer: { window: 1s } }
            adyen: { base-url: https://api.adyen.example, contract: adyen, bulkhead: many }
            """;

    private static final String MORE = """
            ingres: { port: 8081 }
            ingress:
              port: 70000
              prot: 1
              event-loops: 0
              head-timeout: 500ms
              body-timeout: 11m
              idle-timeout: 75s
              head-max: 100B
              target-max: 2MiB
              bodies-max: a lot
              connections-max: -1
              connections-per-address-max: 0
            clients:
              Shop: { key-sha256: 1111111111111111111111111111111111111111111111111111111111111111 }
              bad: { key-sha256: sk_live_in_clear }
              dev: { key-sha256: 4fc9d2f6da4b6b39fa13514aa754487bad47cd32abdd09815e76039f6fc113a7 }
              empty: { rate: never }
              twin: { key-sha256: 7c35c5a1785d20704e44d5de4beb81c1fce91b6fe48ed7c3159af6f7f832078b }
              much:
                key-sha256: 2222222222222222222222222222222222222222222222222222222222222222
                roles: [payments, admin]
                providers: [stripe, paypal]
                rate: lots
                key: x
            operators:
              "alice@example": { key-sha256: 3333333333333333333333333333333333333333333333333333333333333333 }
              bob: { key-sha256: 4444444444444444444444444444444444444444444444444444444444444444, roles: [root] }
              carol: { key-sha256: 7eee78659ab50d4dd820f4242709d188809ca0249506edf83d70022973d5e2ca }
              dave: { roles: [king] }
              erin: { key-sha256: 4444444444444444444444444444444444444444444444444444444444444444 }
            """;

    @Test
    void all_faults_are_told_at_once_each_with_key_value_and_cure() {
        String unknown = ": is not a key of Breakwater; docs/configuration.md lists them all";
        String noHash = ": is not the SHA-256 of a key in 64 lower-case hexadecimal digits; make one with: printf %s"
                + " \"$KEY\" | sha256sum";
        String wellKnown = ": is the hash of a well-known key; make a random one with: openssl rand -base64 32";
        String name = "use 1 to 63 of a-z, 0-9 and '-', not starting with '-'";
        String units = "; write it like 250ms, 10s, 5m or 20h";
        String sizes = " bytes; write it like 256KiB or 1MiB";
        String in = "breakwater.ingress.";
        assertThat(faults(false))
                .containsExactlyInAnyOrder(
                        "breakwater.ingres.port" + unknown,
                        in + "prot" + unknown,
                        "breakwater.clients.much.key" + unknown,
                        "breakwater.providers.stripe.brekaer.window" + unknown,
                        "breakwater.providers.adyen.bulkhead: 'many' is not a whole number from 1 to 100000",
                        in + "port: '70000' is not a whole number from 0 to 65535",
                        in + "event-loops: '0' is not a whole number from 1 to 256",
                        in + "head-timeout: '500ms' is not a duration from 1s to 60s" + units,
                        in + "body-timeout: '11m' is not a duration from 1s to 600s" + units,
                        in + "idle-timeout: '75s' would close connections that wait for an answer; make it at least"
                                + " 76s, 5s more than the longest deadline",
                        in + "head-max: '100B' is not a size from 1024 to 1048576" + sizes,
                        in + "target-max: '2MiB' is not a size from 256 to 1048576" + sizes,
                        in + "bodies-max: 'a lot' is not a size from 1024 to 68719476736" + sizes,
                        in + "connections-max: '-1' is not a whole number from 1 to 1000000",
                        in + "connections-per-address-max: '0' is not a whole number from 1 to 1000000",
                        "breakwater.clients: 'Shop' cannot name a client; " + name,
                        "breakwater.clients.bad.key-sha256" + noHash,
                        "breakwater.clients.dev.key-sha256" + wellKnown,
                        "breakwater.clients.empty.key-sha256" + noHash,
                        "breakwater.clients.empty.rate: 'never' is not a rate; write it like 500/s or 30/m",
                        "breakwater.clients.much.roles: 'admin' is no role of a client; the only one is payments",
                        "breakwater.clients.much.providers: 'paypal' is no configured provider; configured are adyen,"
                                + " stripe",
                        "breakwater.clients.much.rate: 'lots' is not a rate; write it like 500/s or 30/m",
                        "breakwater.clients.twin.key-sha256: is also the key of the client 'test'; give each its own",
                        "breakwater.operators: 'alice@example' cannot name an operator; " + name,
                        "breakwater.operators.bob.roles: 'root' is not known; known are viewer, operator, auditor",
                        "breakwater.operators.carol.key-sha256" + wellKnown,
                        "breakwater.operators.dave.roles: 'king' is not known; known are viewer, operator, auditor",
                        "breakwater.operators.erin.key-sha256: is also the key of the operator 'bob'; give each its own",
                        "breakwater.operators.dave.key-sha256" + noHash);
    }

    @Test
    void a_key_in_clear_is_not_repeated() {
        assertThat(faults(false)).noneMatch(fault -> fault.contains("sk_live_in_clear"));
    }

    @Test
    void in_dev_mode_and_tests_well_known_keys_are_borne() {
        assertThat(faults(true)).noneMatch(fault -> fault.contains("well-known"));
    }

    private static List<String> faults(boolean wellKnownKeysAllowed) {
        SmallRyeConfig config = Edge.config(MORE, PROVIDERS);
        Faults faults = new Faults();
        KnownKeys.check(config.getPropertyNames(), key -> config.getOptionalValue(key, String.class), faults);
        Assembly.read(
                config.getConfigMapping(ProvidersConfig.class),
                config.getConfigMapping(IngressConfig.class),
                config.getConfigMapping(OperatorsConfig.class),
                Durability.FSYNC,
                wellKnownKeysAllowed,
                Ticker.system(),
                faults);
        return faults.all();
    }
}
